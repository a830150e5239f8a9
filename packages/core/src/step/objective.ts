import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { type Forward, forward, type TensorsByName } from './forward.ts';
import { layerBackward } from './layer-backward.ts';
import type { LayerPenalty } from './layer-penalty.ts';
import { networkPenalty } from './penalty.ts';
import { rowMean } from './row-mean.ts';
import { taskLoss } from './task-loss.ts';

/** One batch as the step sees it. */
export interface BatchTensors<T> {
  /** [B, d_0]. */
  readonly x: T;
  /** [B, logits], as `encodeTargets` writes them. */
  readonly targets: T;
  /** [B, 1], ≥ 0 with a positive sum; absent: every row counts alike. */
  readonly weights?: T | undefined;
}

export interface Objective<T> {
  /** task + λ · penalty, [1, 1]. */
  readonly loss: T;
  readonly task: T;
  readonly penalty: T;
  /** [layers]. */
  readonly penaltyPerLayer: T;
  /** ∂loss/∂tensor by name, each in its tensor's shape. */
  readonly gradients: TensorsByName<T>;
  /** ∂loss/∂x, [B, d_0], for whoever trains what x comes from; computed when it is called. */
  inputGradient(): T;
}

/**
 * The objective `loss = task + λ R` and all its gradients by closed forms: one forward pass, one backward pass, no
 * differentiation of derivatives (math: §1, §2). `lambda`: [1, 1].
 */
export function objective<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  tensors: TensorsByName<T>,
  { x, targets, weights }: BatchTensors<T>,
  lambda: T,
): Objective<T> {
  const pass = forward(ops, network, tensors, x);
  const mean = rowMean(ops, ops.shape(x)[0]!, weights);
  const task = taskLoss(ops, network.head, pass.logits, targets, mean);
  const depth = network.layers.length;
  const penalties: LayerPenalty<T>[] = [];
  const gradients = new Map<string, T>();

  const penaltyOf = networkPenalty(ops, network.dreg, pass, mean, ops.multiply(lambda, 1 / Math.max(depth, 1)));
  let upstream = headBackward(ops, network, tensors, pass, task.gradient, gradients);
  let inputGradient = (): T => upstream;
  for (const layer of pass.layers.toReversed()) {
    const penalty = penaltyOf?.at(layer);
    if (penalty !== undefined) penalties.unshift(penalty);
    const { z, coefficients } = layerBackward(ops, layer, upstream, penalty);
    const throughZ = ops.matmul(layer.input, z, true, false);
    const kernel = penalty?.kernelGradient === undefined ? throughZ : ops.add(throughZ, penalty.kernelGradient);
    gradients.set(`layers.${layer.index}.kernel`, kernel);
    gradients.set(`layers.${layer.index}.bias`, ops.reshape(ops.sum(z, 0), [layer.units]));
    if (coefficients !== undefined) {
      const name = `layers.${layer.index}.coefficients`;
      gradients.set(name, joinCoefficients(ops, coefficients, ops.shape(tensors[name]!)));
    }
    inputGradient = () => ops.matmul(z, layer.kernel, false, true);
    if (layer.index > 0) upstream = inputGradient();
  }

  const values = penalties.map((penalty) => penalty.value);
  const perLayer = values.length === 0 ? ops.constant(new Float64Array(depth), [depth]) : ops.concat(values, 0);
  const penalty =
    values.length === 0
      ? ops.constant([0], [1, 1])
      : ops.multiply(
          values.reduce((sum, value) => ops.add(sum, value)),
          1 / depth,
        );
  return {
    loss: values.length === 0 ? task.value : ops.add(task.value, ops.multiply(penalty, lambda)),
    task: task.value,
    penalty,
    penaltyPerLayer: ops.reshape(perLayer, [depth]),
    gradients: Object.fromEntries(gradients),
    inputGradient,
  };
}

/** Gradients of the head's tensors; returns ∂task/∂h_L, [B, d_L]. */
function headBackward<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  tensors: TensorsByName<T>,
  pass: Forward<T>,
  logitGradient: T,
  gradients: Map<string, T>,
): T {
  const biases = ops.shape(logitGradient)[1]!;
  // The ordinal score feeds every logit, so its gradient is their sum.
  const score = network.head.type === 'ordinal' ? ops.sum(logitGradient, 1) : logitGradient;
  gradients.set('head.kernel', ops.matmul(pass.features, score, true, false));
  gradients.set('head.bias', ops.reshape(ops.sum(logitGradient, 0), [biases]));
  return ops.matmul(score, tensors['head.kernel']!, false, true);
}

/** Four rows [1, d] as the gradient of [4, d]; shared coefficients [4] take the sum over units. */
function joinCoefficients<T extends object>(ops: TensorOpsV1<T>, rows: readonly T[], shape: readonly number[]): T {
  if (shape.length === 2) return ops.concat(rows, 0);
  return ops.reshape(
    ops.concat(
      rows.map((row) => ops.sum(row, 1)),
      0,
    ),
    [4],
  );
}
