import { type FitSettings, fail, fitSettings, parseScheduleText, Rng } from '@chainzrule/core';
import { type Job, jobOf } from '@chainzrule/jobs';
import type { AssessPayload } from './assess-payload.ts';
import type { DrawnFrom, SettingValue, SweepDocument } from './sweep-document.ts';

/** Settings of one point of the search, without seed. */
export type Configuration = Readonly<Record<string, SettingValue>>;

/** Every configuration of a sweep, in the order of the document. @throws ChainzRuleError `INVALID_SPEC` if one is impossible. */
export function configurationsOf({ settings, search }: SweepDocument): Configuration[] {
  const searched = Object.keys('grid' in search ? search.grid : search.random.fields);
  const twice = searched.find((field) => Object.hasOwn(settings, field));
  if (twice !== undefined)
    fail('INVALID_SPEC', `the sweep is not valid. ${twice} stands in both settings and search; give it once`);
  const points = 'grid' in search ? gridPoints(search.grid) : randomPoints(search.random);
  return points.map((point) => {
    const configuration = { ...settings, ...point };
    completeSettings(configuration, 0);
    return configuration;
  });
}

/** A rung of successive halving, or the whole of a sweep without it. */
export interface Rung {
  /** Epochs in place of the settings' own. */
  readonly epochs?: number | undefined;
  /** Whether it is scored on rows set aside from the training rows. */
  readonly inner: boolean;
}

/** The jobs of some configurations on one rung: configuration by configuration, seed by seed, fold by fold. */
export function jobsOf(sweep: SweepDocument, configurations: readonly Configuration[], rung: Rung): Job[] {
  const folds = 'folds' in sweep.protocol ? sweep.protocol.folds : 1;
  const { sha256, header, target, task, missing } = sweep.data;
  return configurations.flatMap((configuration) =>
    sweep.seeds.flatMap((seed) =>
      Array.from({ length: folds }, (_, fold) => {
        const settings = rung.epochs === undefined ? configuration : { ...configuration, epochs: rung.epochs };
        const payload: AssessPayload = {
          table: { header, target, task, missing },
          protocol: sweep.protocol,
          backend: sweep.backend,
          settings,
          seed,
          fold,
          inner: rung.inner,
        };
        return jobOf(payload, sha256);
      }),
    ),
  );
}

/** Settings of a document, schedules in their text form. */
export function completeSettings(configuration: Readonly<Record<string, unknown>>, seed: number): FitSettings {
  const { lambda, ...rest } = configuration;
  const words = ['auto', 'cv'];
  const strength = typeof lambda === 'string' && !words.includes(lambda) ? parseScheduleText(lambda) : lambda;
  return fitSettings({ ...rest, ...(lambda !== undefined && { lambda: strength }), seed } as Partial<FitSettings>);
}

function gridPoints(grid: Readonly<Record<string, readonly SettingValue[]>>): Configuration[] {
  let points: Configuration[] = [{}];
  for (const [field, values] of Object.entries(grid))
    points = points.flatMap((point) => values.map((value) => ({ ...point, [field]: value })));
  return points;
}

function randomPoints(random: Extract<SweepDocument['search'], { random: unknown }>['random']): Configuration[] {
  const rng = Rng.fromSeed(random.seed).fork('sweep');
  return Array.from({ length: random.count }, () =>
    Object.fromEntries(Object.entries(random.fields).map(([field, drawn]) => [field, draw(field, drawn, rng)])),
  );
}

function draw(field: string, drawn: DrawnFrom, rng: Rng): SettingValue {
  if ('choice' in drawn) return drawn.choice[rng.integer(drawn.choice.length)]!;
  const log = 'logUniform' in drawn;
  const { from, to } = log ? drawn.logUniform : drawn.uniform;
  if (!(from <= to) || (log && from <= 0))
    fail(
      'INVALID_SPEC',
      `the sweep draws ${field} from ${from} to ${to}; allowed: ascending${log ? ', both above 0' : ''}`,
    );
  const at = rng.uniform();
  return log ? from * (to / from) ** at : from + (to - from) * at;
}
