import type { PlainDocument } from '../../jobs/plan.ts';
import type { NoiseDocument } from '../data/representation-noise.ts';
import type { SourceDocument } from '../data/source.ts';
import { PIMA, SMALL_TABLES, SST5 } from '../data/sources.ts';
import type { SplitDocument } from '../data/split-rows.ts';
import { CHAINZRULE_METHODS } from '../methods/methods.ts';
import type { Experiment } from './experiment.ts';
import { COMMON, type ScienceProtocol, TABLE_NETWORK } from './protocol.ts';
import { CONSTANT, SCHEDULES } from './schedule-document.ts';
import { scienceJob } from './science-job.ts';

/** Representation noise of tables; embeddings are quantised as well. */
const TABLE_NOISE: readonly NoiseDocument[] = [
  { type: 'none' },
  { type: 'gaussian', sd: 0.5 },
  { type: 'gaussian', sd: 1 },
  { type: 'featureDropout', rate: 0.3 },
];
const EMBEDDING_NOISE: readonly NoiseDocument[] = [...TABLE_NOISE, { type: 'quantised', levels: 4 }];

const FOLDS = 5;

/** Cubic + smoothed DREG without training noise of its own: the noise here belongs to the representation. */
const METHOD = CHAINZRULE_METHODS.find(({ name }) => name === 'cubic + smoothed DREG')!;

/** Draws of SST-5's training rows in the full run, and twice the folds of the tables in as many repeats. */
export const SCHEDULE_REPEATS = 3;

/** Experiment b, λ schedules × representation noise, for one repeat and the data sets of these names. */
export const schedules =
  (repeat: number, names: readonly string[]): Experiment =>
  (context) => {
    const protocol: ScienceProtocol = {
      kind: 'protocol',
      experiment: 'schedules',
      statement:
        'λ over the run, in multiples of λ₀ = 0.25·√(100/n), on clean and noised inputs (training and test rows alike; standardised units). Pima with 25 %, heart ' +
        `and ionosphere with 50 % of the training rows of 2 × ${FOLDS} folds; SST-5 as mean static vectors with 10 % of its training rows, three draws. Nothing is tuned: ` +
        `the schedules are what is compared, each with "${CONSTANT.name}" on the same rows and seeds. The network is cubic + smoothed DREG. ${COMMON}`,
      backend: context.backend,
      ...TABLE_NETWORK,
    };
    const cells: Part[] = [PIMA, ...SMALL_TABLES.slice(0, 2)].map((source, index) => ({
      source,
      noises: TABLE_NOISE,
      splits: repeat > 1 ? [] : foldSplits(index === 0 ? 0.25 : 0.5, repeat, context.quick),
    }));
    cells.push({
      source: SST5,
      noises: EMBEDDING_NOISE,
      splits: [{ kind: 'given', folds: 1, repeat, fold: 0, fraction: 0.1 }],
    });
    const chosen = (context.quick ? quickPart(cells) : cells).filter(({ source }) => names.includes(source.name));
    const compared = context.quick
      ? SCHEDULES.filter(({ name }, index) => name === CONSTANT.name || index % 4 === 3)
      : SCHEDULES;
    // Split by split, so that a run that is stopped has every schedule equally often.
    const jobs = chosen.flatMap(({ source, noises, splits }) =>
      splits.flatMap((split) =>
        noises.flatMap((noise) =>
          compared.map((schedule) => scienceJob({ protocol, source, split, method: METHOD, noise, schedule }, context)),
        ),
      ),
    );
    return { jobs, documents: [protocol, METHOD, ...SCHEDULES] as unknown as PlainDocument[], absent: [] };
  };

function foldSplits(fraction: number, repeat: number, quick: boolean): SplitDocument[] {
  return Array.from({ length: quick ? 3 : FOLDS }, (_, fold) => {
    return { kind: 'folds', folds: FOLDS, repeat, fold, fraction };
  });
}

interface Part {
  readonly source: SourceDocument;
  readonly noises: readonly NoiseDocument[];
  readonly splits: readonly SplitDocument[];
}

function quickPart(cells: readonly Part[]): Part[] {
  return cells.slice(0, 1).map((cell) => ({ ...cell, noises: cell.noises.slice(0, 2) }));
}
