import type { BackendV1 } from '../contract/backend.ts';
import type { Batch } from '../contract/batch.ts';
import type { Parameters } from '../contract/parameters.ts';
import { initialParameters } from '../initial/index.ts';
import { Rng } from '../random/index.ts';
import type { HeadSpec } from '../spec/network.ts';
import {
  type EpochRecord,
  extentOf,
  type RowSource,
  type TrainingCheckpoint,
  type TrainingResult,
  train,
} from '../training/index.ts';
import { type FitPlan, fitPlan } from './fit-plan.ts';
import type { FitSettings } from './fit-settings.ts';

/** What a fit runs on and reports to. */
export interface FitContext {
  readonly backend: BackendV1;
  readonly validation?: Batch | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
  /** Keeps checkpoints of every training, and goes on from those that are there. */
  readonly checkpoints?: FitCheckpoints | undefined;
}

/** Checkpoints of a fit: a store, and the name of this fit in it. */
export interface FitCheckpoints {
  readonly store: CheckpointStore;
  readonly name: string;
  /** Epochs between two checkpoints. */
  readonly every: number;
}

/** Keeps the last checkpoint of every training by name. Names hold letters, digits, hyphens and dots. */
export interface CheckpointStore {
  read(name: string): Promise<TrainingCheckpoint | undefined>;
  write(name: string, checkpoint: TrainingCheckpoint): Promise<void>;
}

/** What one training brought, and the plan it followed. */
export interface SingleFit extends Omit<TrainingResult, 'state'> {
  readonly plan: FitPlan;
  readonly parameters: Parameters;
}

/** One training by the settings, λ being given or by rule. @throws ChainzRuleError as `train` does. */
export async function fitOnce(
  settings: FitSettings,
  head: HeadSpec,
  rows: Batch | RowSource,
  context: FitContext,
): Promise<SingleFit> {
  const extent = extentOf(rows);
  const plan = fitPlan(settings, head, extent.cols, extent.rows);
  const { network, optimizer, lambda, inputNoise, epochs, batchSize, learningRate } = plan;
  const { seed, initial: coefficients, patience } = settings;
  const parameters = initialParameters(network, Rng.fromSeed(seed).fork('initial parameters'), { coefficients });
  const { checkpoints, ...rest } = context;
  const { state, ...result } = await train({
    ...rest,
    checkpoints: checkpoints && {
      every: checkpoints.every,
      save: (checkpoint) => checkpoints.store.write(checkpoints.name, checkpoint),
      from: await checkpoints.store.read(checkpoints.name),
    },
    network,
    parameters,
    optimizer,
    rows,
    epochs,
    batchSize,
    learningRate,
    lambda,
    inputNoise,
    seed,
    patience: context.validation === undefined ? undefined : (patience ?? undefined),
  });
  return { ...result, plan, parameters: state.parameters };
}
