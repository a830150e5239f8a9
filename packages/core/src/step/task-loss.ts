import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { HeadSpec } from '../spec/network.ts';
import { stableSoftplus } from './activations.ts';
import type { RowMean } from './row-mean.ts';

export interface TaskLoss<T> {
  /** The batch mean of the task loss, [1, 1]. */
  readonly value: T;
  /** ∂task/∂logits, [B, logits]. */
  readonly gradient: T;
}

/**
 * The task loss of a head and its gradient. `targets` [B, logits] as `encodeTargets` writes them: 0/1 (binary),
 * one-hot (categorical), values (regression), [y > k] (ordinal).
 */
export function taskLoss<T extends object>(
  ops: TensorOpsV1<T>,
  head: HeadSpec,
  logits: T,
  targets: T,
  mean: RowMean<T>,
): TaskLoss<T> {
  switch (head.type) {
    case 'binary':
    case 'ordinal':
      return sigmoidCrossEntropy(ops, logits, targets, mean);
    case 'categorical':
      return softmaxCrossEntropy(ops, logits, targets, mean);
    case 'regression':
      return squaredError(ops, logits, targets, mean);
  }
}

/** Σ_k softplus(o_k) − t_k o_k per row; gradient σ(o) − t. */
function sigmoidCrossEntropy<T extends object>(
  ops: TensorOpsV1<T>,
  logits: T,
  targets: T,
  mean: RowMean<T>,
): TaskLoss<T> {
  const terms = ops.subtract(stableSoftplus(ops, logits), ops.multiply(targets, logits));
  return {
    value: mean.of(ops.sum(terms, 1)),
    gradient: ops.multiply(ops.subtract(ops.sigmoid(logits), targets), mean.column),
  };
}

/** log Σ_k e^{o_k} − Σ_k t_k o_k per row; gradient softmax(o) − t. */
function softmaxCrossEntropy<T extends object>(
  ops: TensorOpsV1<T>,
  logits: T,
  targets: T,
  mean: RowMean<T>,
): TaskLoss<T> {
  const shifted = ops.subtract(logits, ops.max(logits, 1));
  const exponentials = ops.exp(shifted);
  const total = ops.sum(exponentials, 1);
  const chosen = ops.sum(ops.multiply(targets, shifted), 1);
  return {
    value: mean.of(ops.subtract(ops.log(total), chosen)),
    gradient: ops.multiply(ops.subtract(ops.divide(exponentials, total), targets), mean.column),
  };
}

/** Mean over outputs of (o − y)² per row, no ½; gradient 2 (o − y) / outputs. */
function squaredError<T extends object>(ops: TensorOpsV1<T>, logits: T, targets: T, mean: RowMean<T>): TaskLoss<T> {
  const outputs = ops.shape(logits)[1]!;
  const error = ops.subtract(logits, targets);
  const perRow = ops.sum(ops.multiply(error, error), 1);
  return {
    value: ops.multiply(mean.of(perRow), 1 / outputs),
    gradient: ops.multiply(ops.multiply(error, mean.column), 2 / outputs),
  };
}
