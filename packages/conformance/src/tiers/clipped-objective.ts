import {
  type NetworkSpec,
  type OptimizerSpec,
  type TensorFunction,
  type TensorOpsV1,
  tensorShapes,
} from '@chainzrule/core';
import { globalNorm, objective } from '@chainzrule/core/step';

/**
 * The objective as a training step uses it: [...parameters, λ, x, targets, weights?] → loss, task, penalty, ‖g‖ before
 * clipping, then every gradient after clipping.
 */
export function clippedObjective(network: NetworkSpec, { gradientClip }: OptimizerSpec): TensorFunction {
  const names = [...tensorShapes(network).keys()];
  return function clipped<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] {
    const [lambda, x, targets, weights] = inputs.slice(names.length);
    const tensors = Object.fromEntries(names.map((name, index) => [name, inputs[index]!]));
    const result = objective(ops, network, tensors, { x: x!, targets: targets!, weights }, lambda!);
    const norm = globalNorm(ops, result.gradients);
    const scale = gradientClip === undefined ? undefined : ops.divide(gradientClip, ops.maximum(norm, gradientClip));
    const gradients = names.map((name) => {
      const gradient = result.gradients[name]!;
      if (scale === undefined) return gradient;
      const flat = ops.shape(gradient).map(() => 1);
      return ops.multiply(gradient, ops.reshape(scale, flat));
    });
    return [result.loss, result.task, result.penalty, norm, ...gradients];
  };
}
