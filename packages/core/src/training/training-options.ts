import type { BackendV1 } from '../contract/backend.ts';
import type { Batch } from '../contract/batch.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import type { Schedule } from '../schedules/index.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import type { CheckpointOptions } from './checkpoint.ts';
import type { EpochRecord } from './epoch-record.ts';
import type { RowSource } from './row-source.ts';

/** What {@link train} needs. All randomness comes from `seed`. */
export interface TrainingOptions {
  readonly backend: BackendV1;
  readonly network: NetworkSpec;
  /** Where training starts, from `initialParameters` or a model file. */
  readonly parameters: Parameters;
  readonly optimizer: OptimizerSpec;
  /** Prepared training rows, or where they come from piece by piece. */
  readonly rows: Batch | RowSource;
  /** Rows for early stopping and the best state; never the rows a result is reported on. */
  readonly validation?: Batch | undefined;
  /** Passes over the rows. */
  readonly epochs: number;
  /** Rows per step, at most the number of rows. */
  readonly batchSize: number;
  readonly learningRate: Schedule;
  /** λ; a `controlled` schedule observes the `layer` tail ratio after each epoch. */
  readonly lambda: Schedule;
  /** sd of the Gaussian noise added to x anew in each epoch, in units of x; 0 when absent. */
  readonly inputNoise?: number | undefined;
  /** With `validation`: stop after this many epochs without a better validation loss; absent: train on, keep the best. */
  readonly patience?: number | undefined;
  /** A step with a larger gradient norm (before clipping) counts as diverged; 1e12 when absent. */
  readonly gradientNormLimit?: number | undefined;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Keeps checkpoints, and goes on from one: the same bytes as without a stop. */
  readonly checkpoints?: CheckpointOptions | undefined;
  /** Called after each epoch of this call, in order; what it throws ends the training with that error. */
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
}

/** What {@link train} gives back. */
export interface TrainingResult {
  /** The last state, or the one with the best validation loss where there are validation rows. */
  readonly state: TrainingStateV1;
  readonly history: readonly EpochRecord[];
  /** Epoch of `state`, counted from 1. */
  readonly bestEpoch: number;
  readonly stopped: 'finished' | 'early';
}
