import { type NetworkSpec, type TensorFunction, type TensorOpsV1, tensorShapes } from '@chainzrule/core';
import { forward, type LayerPenalty, layerBackward, networkPenalty, rowMean, taskLoss } from '@chainzrule/core/step';

/** What an altered objective leaves out on purpose. */
export interface Alteration {
  /** The path from D through φ″ to z. */
  readonly curvature?: boolean;
  /** The path from the penalty straight to the kernel. */
  readonly kernel?: boolean;
  /** The penalty's part of the coefficients' gradient. */
  readonly coefficients?: boolean;
  /** The penalty of one layer, altogether. */
  readonly layer?: number;
}

/** The gradients of the objective, in canonical order, without some of their terms; inputs as those of `evaluate`. */
export function alteredGradients(network: NetworkSpec, without: Alteration): TensorFunction {
  const names = [...tensorShapes(network).keys()];
  return function altered<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] {
    const tensors = Object.fromEntries(names.map((name, index) => [name, inputs[index]!]));
    const [lambda, x, targets, weights] = inputs.slice(names.length) as [T, T, T, T | undefined];
    const pass = forward(ops, network, tensors, x);
    const mean = rowMean(ops, ops.shape(x)[0]!, weights);
    const weight = ops.multiply(lambda, 1 / Math.max(network.layers.length, 1));
    const penaltyOf = networkPenalty(ops, network.dreg, pass, mean, weight);
    const gradients = new Map<string, T>();

    const logits = taskLoss(ops, network.head, pass.logits, targets, mean).gradient;
    const score = network.head.type === 'ordinal' ? ops.sum(logits, 1) : logits;
    gradients.set('head.kernel', ops.matmul(pass.features, score, true, false));
    gradients.set('head.bias', ops.reshape(ops.sum(logits, 0), [ops.shape(logits)[1]!]));
    let upstream = ops.matmul(score, tensors['head.kernel']!, false, true);
    for (const layer of pass.layers.toReversed()) {
      const whole = penaltyOf?.at(layer);
      const penalty = whole === undefined || without.layer === layer.index ? undefined : reduced(whole, without);
      const seen = without.curvature
        ? { ...layer, activated: { ...layer.activated, halfCurvature: () => undefined } }
        : layer;
      const { z } = layerBackward(ops, seen, upstream, penalty);
      const { coefficients } = layerBackward(ops, layer, upstream, without.coefficients ? undefined : penalty);
      const throughZ = ops.matmul(layer.input, z, true, false);
      const straight = penalty?.kernelGradient;
      gradients.set(`layers.${layer.index}.kernel`, straight === undefined ? throughZ : ops.add(throughZ, straight));
      gradients.set(`layers.${layer.index}.bias`, ops.reshape(ops.sum(z, 0), [layer.units]));
      if (coefficients !== undefined) {
        const shape = ops.shape(tensors[`layers.${layer.index}.coefficients`]!);
        const rows = shape.length === 2 ? coefficients : coefficients.map((row) => ops.sum(row, 1));
        gradients.set(`layers.${layer.index}.coefficients`, ops.reshape(ops.concat(rows, 0), shape));
      }
      if (layer.index > 0) upstream = ops.matmul(z, layer.kernel, false, true);
    }
    return names.map((name) => gradients.get(name)!);
  };
}

function reduced<T>(penalty: LayerPenalty<T>, without: Alteration): LayerPenalty<T> {
  const { kernelGradient, variance, ...rest } = penalty;
  return {
    ...rest,
    ...(variance !== undefined && !without.curvature && { variance }),
    ...(kernelGradient !== undefined && !without.kernel && { kernelGradient }),
  };
}
