import type { NetworkSpec, TensorOpsV1 } from '@chainzrule/core';
import type { Forward, RowMean } from '@chainzrule/core/step';
import { inputJacobian, type JacobianGradients } from './input-jacobian.ts';

/** A penalty over a whole forward pass with every path by which it reaches the tensors, λ included. */
export interface WholePenalty<T> {
  /** The penalty without λ, [1, 1]. */
  readonly value: T;
  readonly layers: Pick<JacobianGradients<T>, 'slopes' | 'kernels'>;
  /** ∂/∂(head kernel) without the part through the logits, [d_L, logits]. */
  readonly headKernel: T;
  /** ∂/∂logits, [B, logits]; absent where the logits themselves play no part. */
  readonly logits?: T | undefined;
}

/** Hoffman's ½ mean_b ‖∂o/∂x‖²_F: G_L = Wᵀ for every row. `lambda`: [1, 1]. */
export function hoffmanPenalty<T extends object>(
  ops: TensorOpsV1<T>,
  pass: Forward<T>,
  headKernel: T,
  mean: RowMean<T>,
  lambda: T,
): WholePenalty<T> {
  const [features, outputs] = ops.shape(headKernel) as [number, number];
  const top = ops.reshape(transpose(ops, headKernel), [1, outputs, features]);
  const jacobian = inputJacobian(ops, pass.layers, top);
  const gradients = jacobian.backward(ops.multiply(jacobian.value, perRow(ops, mean, lambda)));
  const summed = ops.reshape(ops.sum(gradients.top, 0), [outputs, features]);
  return {
    value: ops.multiply(mean.of(jacobian.squares), 0.5),
    layers: gradients,
    headKernel: transpose(ops, summed),
  };
}

/**
 * mean_b ‖∂CE_b/∂x_b‖²: G_L = δ Wᵀ with δ = p − t, so the gradient also runs through δ:
 * `∂/∂W += Aᵀδ`, `∂/∂δ = A W`, and from δ to the logits through the sigmoid or the softmax. `lambda`: [1, 1].
 */
export function inputGradientPenalty<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  pass: Forward<T>,
  headKernel: T,
  targets: T,
  mean: RowMean<T>,
  lambda: T,
): WholePenalty<T> {
  const probabilities = probabilitiesOf(ops, network, pass.logits);
  const error = ops.subtract(probabilities, targets);
  const [batch, features] = ops.shape(pass.features) as [number, number];
  const top = ops.reshape(ops.matmul(error, headKernel, false, true), [batch, 1, features]);
  const jacobian = inputJacobian(ops, pass.layers, top);
  const gradients = jacobian.backward(ops.multiply(jacobian.value, perRow(ops, mean, ops.multiply(lambda, 2))));
  const adjoint = ops.reshape(gradients.top, [batch, features]);
  const throughError = ops.matmul(adjoint, headKernel);
  return {
    value: mean.of(jacobian.squares),
    layers: gradients,
    headKernel: ops.matmul(adjoint, error, true, false),
    logits: throughProbabilities(ops, network, probabilities, throughError),
  };
}

function probabilitiesOf<T extends object>(ops: TensorOpsV1<T>, network: NetworkSpec, logits: T): T {
  if (network.head.type === 'binary') return ops.sigmoid(logits);
  const exponentials = ops.exp(ops.subtract(logits, ops.max(logits, 1)));
  return ops.divide(exponentials, ops.sum(exponentials, 1));
}

/** p (1 − p) ∘ g, or p ∘ (g − Σ_k p_k g_k). */
function throughProbabilities<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  probabilities: T,
  gradient: T,
): T {
  if (network.head.type === 'binary')
    return ops.multiply(gradient, ops.multiply(probabilities, ops.subtract(1, probabilities)));
  const inner = ops.sum(ops.multiply(probabilities, gradient), 1);
  return ops.multiply(probabilities, ops.subtract(gradient, inner));
}

/** scale · ŵ as [B or 1, 1, 1]. */
function perRow<T extends object>(ops: TensorOpsV1<T>, mean: RowMean<T>, scale: T): T {
  const column = ops.multiply(scale, mean.column);
  return ops.reshape(column, [ops.shape(column)[0]!, 1, 1]);
}

function transpose<T extends object>(ops: TensorOpsV1<T>, matrix: T): T {
  const rows = ops.shape(matrix)[0]!;
  const identity = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) identity[i * rows + i] = 1;
  return ops.matmul(matrix, ops.constant(identity, [rows, rows]), true, false);
}
