import type { TrainingStateV1 } from '../contract/training-state.ts';
import { fail } from '../errors/fail.ts';
import type { EpochRecord } from './epoch-record.ts';
import type { Timetable } from './timetable.ts';

/** All that a training needs to go on after an epoch as if it had never stopped; its options must be the same. */
export interface TrainingCheckpoint {
  /** Epochs done. */
  readonly epoch: number;
  readonly state: TrainingStateV1;
  readonly history: readonly EpochRecord[];
  /** λ that a `controlled` schedule has reached; absent under other schedules. */
  readonly lambda?: number | undefined;
  /** The state with the lowest validation loss so far, where there are validation rows. */
  readonly best?: { readonly epoch: number; readonly loss: number; readonly state: TrainingStateV1 } | undefined;
}

/** How a training keeps checkpoints and where it goes on. */
export interface CheckpointOptions {
  /** Epochs between two checkpoints; one is also kept at the end. */
  readonly every: number;
  /** Keeps a checkpoint; what it throws ends the training with that error. */
  readonly save: (checkpoint: TrainingCheckpoint) => Promise<void>;
  /** Where to go on; from the beginning when absent. */
  readonly from?: TrainingCheckpoint | undefined;
}

/** Refuses a checkpoint that another training must have left. @throws ChainzRuleError `INVALID_ARGUMENT`. */
export function checkCheckpoint({ epoch, state, history }: TrainingCheckpoint, timetable: Timetable): void {
  const expected = timetable.stepAtEnd(epoch);
  if (epoch <= timetable.epochs && history.length === epoch && state.step === expected) return;
  fail(
    'INVALID_ARGUMENT',
    `train: the checkpoint stands after epoch ${epoch} (step ${state.step}, ${history.length} epochs recorded); this training has ${timetable.epochs} epochs and is at step ${expected} then. It is of another training; start without it`,
    { epoch, step: state.step, epochs: timetable.epochs },
  );
}
