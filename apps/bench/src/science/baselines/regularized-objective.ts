import type { NetworkSpec, TensorOpsV1 } from '@chainzrule/core';
import {
  activate,
  type BatchTensors,
  cubicRows,
  type Forward,
  type ForwardLayer,
  forward,
  layerBackward,
  rowMean,
  type TensorsByName,
  taskLoss,
} from '@chainzrule/core/step';
import { hoffmanPenalty, inputGradientPenalty, type WholePenalty } from './jacobian-penalties.ts';
import type { Regularizer } from './regularizer.ts';

/** task + λ · penalty with all gradients; the penalty is 0 for `dropout` and `spectralNorm`. */
export interface RegularizedObjective<T> {
  readonly loss: T;
  readonly task: T;
  readonly penalty: T;
  readonly gradients: TensorsByName<T>;
}

/**
 * The objective of a network under a regularizer, from the core's own pieces. `masks`: [B, d_l] by layer, 0 or 1/(1 − rate), for `dropout`.
 * Heads: `binary` and `categorical`; at least one hidden layer; the network's own penalty must be `none`. `lambda`: [1, 1].
 */
export function regularizedObjective<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  regularizer: Regularizer,
  tensors: TensorsByName<T>,
  { x, targets, weights }: BatchTensors<T>,
  lambda: T,
  masks: readonly T[] = [],
): RegularizedObjective<T> {
  const pass = masks.length > 0 ? maskedForward(ops, network, tensors, x, masks) : forward(ops, network, tensors, x);
  const mean = rowMean(ops, ops.shape(x)[0]!, weights);
  const task = taskLoss(ops, network.head, pass.logits, targets, mean);
  const headKernel = tensors['head.kernel']!;
  const penalty = penaltyOf(ops, network, regularizer, pass, headKernel, targets, mean, lambda);
  const logitGradient = plus(ops, task.gradient, penalty?.logits);

  const gradients: Record<string, T> = {
    'head.kernel': plus(ops, ops.matmul(pass.features, logitGradient, true, false), penalty?.headKernel),
    'head.bias': ops.reshape(ops.sum(logitGradient, 0), [ops.shape(logitGradient)[1]!]),
  };
  let upstream = ops.matmul(logitGradient, headKernel, false, true);
  for (const layer of pass.layers.toReversed()) {
    const mask = masks[layer.index];
    if (mask !== undefined) upstream = ops.multiply(upstream, mask);
    const own = penalty && { value: penalty.value, slopeGradient: penalty.layers.slopes[layer.index]! };
    const { z, coefficients } = layerBackward(ops, layer, upstream, own);
    const kernel = ops.matmul(layer.input, z, true, false);
    gradients[`layers.${layer.index}.kernel`] = plus(ops, kernel, penalty?.layers.kernels[layer.index]);
    gradients[`layers.${layer.index}.bias`] = ops.reshape(ops.sum(z, 0), [layer.units]);
    if (coefficients !== undefined) gradients[`layers.${layer.index}.coefficients`] = ops.concat(coefficients, 0);
    if (layer.index > 0) upstream = ops.matmul(z, layer.kernel, false, true);
  }
  const value = penalty?.value ?? ops.constant([0], [1, 1]);
  return {
    loss: penalty === undefined ? task.value : ops.add(task.value, ops.multiply(value, lambda)),
    task: task.value,
    penalty: value,
    gradients,
  };
}

function penaltyOf<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  regularizer: Regularizer,
  pass: Forward<T>,
  headKernel: T,
  targets: T,
  mean: ReturnType<typeof rowMean<T>>,
  lambda: T,
): WholePenalty<T> | undefined {
  if (regularizer.type === 'hoffman') return hoffmanPenalty(ops, pass, headKernel, mean, lambda);
  if (regularizer.type === 'inputGradient')
    return inputGradientPenalty(ops, network, pass, headKernel, targets, mean, lambda);
  return undefined;
}

/** The forward pass with h_l = φ(z_l) ∘ mask_l. */
function maskedForward<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  tensors: TensorsByName<T>,
  x: T,
  masks: readonly T[],
): Forward<T> {
  const row = (bias: T): T => ops.reshape(bias, [1, ops.shape(bias)[0]!]);
  let input = x;
  const layers = network.layers.map(({ units, activation }, index): ForwardLayer<T> => {
    const kernel = tensors[`layers.${index}.kernel`]!;
    const z = ops.add(ops.matmul(input, kernel), row(tensors[`layers.${index}.bias`]!));
    const cubic = activation.type === 'cubic' ? cubicRows(ops, tensors[`layers.${index}.coefficients`]!) : undefined;
    const activated = activate(ops, activation, z, cubic);
    const layer = { index, input, kernel, z, activated, cubic, units };
    input = ops.multiply(activated.value, masks[index]!);
    return layer;
  });
  const logits = ops.add(ops.matmul(input, tensors['head.kernel']!), row(tensors['head.bias']!));
  return { layers, features: input, logits };
}

function plus<T extends object>(ops: TensorOpsV1<T>, a: T, b: T | undefined): T {
  return b === undefined ? a : ops.add(a, b);
}
