import {
  type Assessment,
  assessSplit,
  type BackendV1,
  type CheckpointStore,
  type EpochRecord,
  type FitSettings,
  type PreparationOptions,
  type Split,
  type Table,
} from '@chainzrule/core';
import type { Progress } from '../terminal/progress.ts';
import { METRIC_TITLES } from './metric-titles.ts';

/** A network to train: its name in tables and its settings. */
export interface Contestant {
  readonly name: string;
  readonly settings: FitSettings;
}

/** What came out for one network, fold by fold. */
export interface ContestantResult extends Contestant {
  readonly assessments: readonly Assessment[];
}

/** What training runs on: the backend, where it says how far it is, and where it keeps checkpoints. */
export interface RunContext {
  readonly backend: BackendV1;
  readonly progress: Progress;
  readonly checkpoints?: { readonly store: CheckpointStore; readonly every: number } | undefined;
}

/** Trains every network on the same splits, rows and seed. */
export async function runNetworks(
  table: Table,
  target: Omit<PreparationOptions, 'rows'>,
  splits: readonly Split[],
  contestants: readonly Contestant[],
  { backend, progress, checkpoints }: RunContext,
): Promise<ContestantResult[]> {
  const results = contestants.map((contestant) => ({ ...contestant, assessments: [] as Assessment[] }));
  for (const [fold, split] of splits.entries()) {
    for (const [index, { name, settings, assessments }] of results.entries()) {
      const task = splits.length > 1 ? `fold ${fold + 1}/${splits.length} ${name}` : name;
      const onEpoch = ({ epoch, epochs, loss }: EpochRecord): void => {
        progress.update(task, epoch / epochs, `epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}`);
      };
      const assessment = await assessSplit(table, target, split, settings, {
        backend,
        onEpoch,
        checkpoints: checkpoints && { ...checkpoints, name: `fold-${fold + 1}.network-${index + 1}` },
      });
      assessments.push(assessment);
      const [metric, value] = Object.entries(assessment.scores)[0]!;
      progress.finish(`${task}: ${METRIC_TITLES[metric] ?? metric} ${value.toFixed(3)}`);
    }
  }
  return results;
}
