import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { isDecayed } from '../spec/tensor-shapes.ts';
import type { TensorsByName } from './forward.ts';
import type { StepScalars } from './step-scalars.ts';

/** Parameters and moments on the device, AdamW's as they are or as sums (`MomentScale`); `second` is empty under SGD. */
export interface StateTensors<T> {
  readonly parameters: TensorsByName<T>;
  readonly first: TensorsByName<T>;
  readonly second: TensorsByName<T>;
}

/** ‖g‖ over all tensors together, [1, 1]. */
export function globalNorm<T extends object>(ops: TensorOpsV1<T>, gradients: TensorsByName<T>): T {
  const squares = Object.values(gradients).map((gradient) => {
    const flat = ops.reshape(gradient, [ops.shape(gradient).reduce((size, dim) => size * dim, 1), 1]);
    return ops.matmul(flat, flat, true, false);
  });
  return ops.sqrt(ops.sum(ops.concat(squares, 0), 0));
}

/**
 * One optimiser step on every tensor (the formulas stand at `AdamWSpec` and `SgdSpec`).
 * `norm`, [1, 1], is the gradients' global norm before clipping.
 */
export function optimizerStep<T extends object>(
  ops: TensorOpsV1<T>,
  optimizer: OptimizerSpec,
  state: StateTensors<T>,
  gradients: TensorsByName<T>,
  norm: T,
  scalars: StepScalars<T>,
): StateTensors<T> {
  const clip = optimizer.gradientClip;
  // g · min(1, c/‖g‖), without dividing by a norm of zero.
  const scale = clip === undefined ? undefined : ops.divide(clip, ops.maximum(norm, clip));
  const parameters: Record<string, T> = {};
  const first: Record<string, T> = {};
  const second: Record<string, T> = {};
  for (const [name, parameter] of Object.entries(state.parameters)) {
    // Scalars take the tensor's rank, so that a bias [d] stays [d].
    const scalar = (value: T): T =>
      ops.reshape(
        value,
        ops.shape(parameter).map(() => 1),
      );
    const clipped = scale === undefined ? gradients[name]! : ops.multiply(gradients[name]!, scalar(scale));
    const decays = isDecayed(name) && optimizer.weightDecay > 0;
    const start = decays ? ops.subtract(parameter, ops.multiply(parameter, scalar(scalars.decay))) : parameter;
    const velocity = state.first[name]!;
    if (optimizer.type === 'sgd') {
      first[name] = ops.add(ops.multiply(velocity, optimizer.momentum), clipped);
      parameters[name] = ops.subtract(start, ops.multiply(first[name], scalar(scalars.stepSize)));
      continue;
    }
    // m = β1 m + (1 − β1) g and v = β2 v + (1 − β2) g², the form that keeps v from going below zero; sums leave the shares out.
    const share = (fresh: T, part: T | undefined): T =>
      part === undefined ? fresh : ops.multiply(fresh, scalar(part));
    const square = ops.multiply(clipped, clipped);
    const m = ops.add(ops.multiply(velocity, scalar(scalars.beta1)), share(clipped, scalars.oneMinusBeta1));
    const kept = ops.multiply(state.second[name]!, scalar(scalars.beta2));
    const v = ops.add(kept, share(square, scalars.oneMinusBeta2));
    const root = ops.add(ops.sqrt(v), scalar(scalars.epsilon));
    const update = ops.divide(ops.multiply(m, scalar(scalars.stepSize)), root);
    first[name] = m;
    second[name] = v;
    parameters[name] = ops.subtract(start, update);
  }
  return { parameters, first, second };
}
