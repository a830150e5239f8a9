import type { Operand, TensorOpsV1 } from '../contract/tensor-ops.ts';

/**
 * The mean over a batch, weighted where the batch brings weights: `Σ_b w_b v_b / Σ_b w_b`.
 *
 * Both members hold ŵ = w / Σw. Without weights `column` is the plain number 1/B, so that a product with it costs nothing per row.
 */
export interface RowMean<T> {
  /** ŵ as [B, 1], or 1/B. */
  readonly column: Operand<T>;
  /** The batch mean of v [B, d], as [1, d]. */
  of(values: T): T;
}

/** The mean over `rows` rows; `weights`: [B, 1], ≥ 0 with a positive sum. */
export function rowMean<T extends object>(ops: TensorOpsV1<T>, rows: number, weights: T | undefined): RowMean<T> {
  if (weights === undefined) {
    return { column: 1 / rows, of: (values) => ops.multiply(ops.sum(values, 0), 1 / rows) };
  }
  const column = ops.divide(weights, ops.sum(weights, 0));
  const row = ops.reshape(column, [1, rows]);
  return { column, of: (values) => ops.matmul(row, values) };
}
