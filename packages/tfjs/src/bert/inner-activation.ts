import type { TensorFunction, TensorOpsV1 } from '@chainzrule/core';
import { activate, type ForwardLayer, layerBackward, localPenalty, rowMean } from '@chainzrule/core/step';

/** [z] → [φ(z)], φ the erf-GELU. */
export const innerForward: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, [z]: readonly T[]) => [
  activate(ops, GELU, z!, undefined).value,
];

/** [z, ∂/∂φ] → [∂/∂z]. */
export const innerBackward: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, [z, gradient]: readonly T[]) => [
  layerBackward(ops, innerLayer(ops, z!, z!), gradient!, undefined).z,
];

/**
 * The same with the local penalty: [z [N, I], ∂/∂φ, kernel [H, I], mask [N, 1], λ/layers [1, 1]] →
 * [∂/∂z, ∂/∂kernel beside its path through z, the layer's penalty [1, 1]].
 */
export const penalisedBackward: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]) => {
  const [z, gradient, kernel, mask, weight] = inputs as readonly [T, T, T, T, T];
  const layer = innerLayer(ops, z, kernel);
  const mean = rowMean(ops, ops.shape(z)[0]!, mask);
  const penalty = localPenalty(ops, DREG, mean, weight).at(layer);
  return [layerBackward(ops, layer, gradient, penalty).z, penalty.kernelGradient!, penalty.value];
};

const GELU = { type: 'gelu' } as const;
const DREG = { penalty: 'local', reduction: 'sum' } as const;

/** The inner layer as the core's step sees a hidden layer. */
function innerLayer<T extends object>(ops: TensorOpsV1<T>, z: T, kernel: T): ForwardLayer<T> {
  const activated = activate(ops, GELU, z, undefined);
  return { index: 0, input: z, kernel, z, activated, cubic: undefined, units: ops.shape(z)[1]! };
}
