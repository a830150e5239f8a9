import type { SourceDocument } from '../data/source.ts';
import type { Experiment } from './experiment.ts';
import { PIMA_REPEATS, pima, pimaLeak } from './pima.ts';
import { SCHEDULE_REPEATS, schedules } from './schedules.ts';
import { frozenText, SST5_SEEDS } from './sst5.ts';
import { tables } from './tables.ts';

/** Names that `--only` takes. */
export const EXPERIMENT_NAMES: readonly string[] = ['pima', 'pima-leak', 'schedules', 'sst5', 'tables'];

/** All experiments by name, the most telling first: one repeat of everything before more of anything. */
export function allExperiments(
  small: readonly SourceDocument[],
  vectors: SourceDocument,
  quick: boolean,
): readonly (readonly [string, Experiment])[] {
  const more = (count: number): number[] => (quick ? [] : Array.from({ length: count - 1 }, (_, repeat) => repeat + 1));
  const [little, all] = [0.1, 1];
  return [
    ['pima', pima(0)],
    ['pima-leak', pimaLeak],
    ['schedules', schedules(0, ['pima'])],
    ['sst5', frozenText(vectors, 0, little)],
    ['tables', tables(small, little)],
    ['schedules', schedules(0, ['heart', 'ionosphere', 'sst5'])],
    ...(quick ? [] : [['tables', tables(small, all)] as const, ['sst5', frozenText(vectors, 0, all)] as const]),
    ...more(SST5_SEEDS).flatMap((repeat) =>
      [little, all].map((share) => ['sst5', frozenText(vectors, repeat, share)] as const),
    ),
    ...more(SCHEDULE_REPEATS).map(
      (repeat) => ['schedules', schedules(repeat, ['pima', 'heart', 'ionosphere', 'sst5'])] as const,
    ),
    ...more(PIMA_REPEATS).map((repeat) => ['pima', pima(repeat)] as const),
  ];
}
