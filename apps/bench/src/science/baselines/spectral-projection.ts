import type { TensorOpsV1 } from '@chainzrule/core';

/** Below any norm that matters; keeps a zero kernel from dividing by zero. */
const TINY = 1e-300;

/** One power iteration on W [m, n] from u [n, 1], and W / max(1, σ̂/bound) (see `Regularizer`). */
export function spectralProjection<T extends object>(
  ops: TensorOpsV1<T>,
  kernel: T,
  u: T,
  bound: number,
): { readonly kernel: T; readonly u: T; readonly sigma: T } {
  const left = ops.matmul(kernel, u);
  const v = ops.divide(left, ops.maximum(norm(ops, left), TINY));
  const right = ops.matmul(kernel, v, true, false);
  const sigma = norm(ops, right);
  return {
    kernel: ops.divide(kernel, ops.maximum(ops.multiply(sigma, 1 / bound), 1)),
    u: ops.divide(right, ops.maximum(sigma, TINY)),
    sigma,
  };
}

function norm<T extends object>(ops: TensorOpsV1<T>, column: T): T {
  return ops.sqrt(ops.matmul(column, column, true, false));
}
