import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { type BatchTensors, objective } from './objective.ts';
import { globalNorm, optimizerStep, type StateTensors } from './optimizer-step.ts';
import { stepScalars } from './step-scalars.ts';

/** Numbers a training step records: loss, task, penalty, gradient norm. */
export const RECORD_COUNT = 4;

/**
 * One training step: the objective on a batch, then the optimiser.
 * `scalars`: one row of a `ScalarTable`, [1, columns]. `record`: loss, task, penalty, ‖g‖ before the update, [1, 4].
 */
export function trainingStep<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  optimizer: OptimizerSpec,
  state: StateTensors<T>,
  batch: BatchTensors<T>,
  scalars: T,
): { readonly state: StateTensors<T>; readonly record: T } {
  const factors = stepScalars(ops, scalars);
  const { loss, task, penalty, gradients } = objective(ops, network, state.parameters, batch, factors.lambda);
  const norm = globalNorm(ops, gradients);
  return {
    state: optimizerStep(ops, optimizer, state, gradients, norm, factors),
    record: ops.concat([loss, task, penalty, norm], 1),
  };
}
