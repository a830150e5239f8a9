import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { forward, type TensorsByName } from './forward.ts';
import { squaredColumnNorms } from './layer-penalty.ts';

/**
 * Per-row derivative norms (math: §4), [B, 1] each. `layer`: √(Σ_l ‖diag(D_l) W_lᵀ‖²_F); `input`: the Frobenius norm of
 * ∂outputs/∂x, where the outputs are the logit (binary), the logits' difference (two classes), the score (ordinal), else all.
 */
export function derivativeNorms<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  tensors: TensorsByName<T>,
  x: T,
): { readonly layer: T; readonly input: T } {
  const { layers } = forward(ops, network, tensors, x);
  const batch = ops.shape(x)[0]!;
  const zeros = ops.constant(new Float64Array(batch), [batch, 1]);
  let layerSquares = zeros;
  for (const { activated, kernel } of layers) {
    const slope = activated.slope();
    const squares = ops.matmul(ops.multiply(slope, slope), squaredColumnNorms(ops, kernel), false, true);
    layerSquares = ops.add(layerSquares, squares);
  }

  const directions = outputDirections(ops, network, tensors['head.kernel']!);
  const [features, outputs] = ops.shape(directions) as [number, number];
  // Row b·outputs + k holds the derivative of output k at row b with respect to the current layer's h.
  let jacobian = ops.reshape(transpose(ops, directions), [1, outputs, features]);
  for (const { activated, kernel, units } of layers.toReversed()) {
    const scaled = ops.multiply(jacobian, ops.reshape(activated.slope(), [batch, 1, units]));
    const fanIn = ops.shape(kernel)[0]!;
    const below = ops.matmul(ops.reshape(scaled, [batch * outputs, units]), kernel, false, true);
    jacobian = ops.reshape(below, [batch, outputs, fanIn]);
  }
  const [copies, , inputs] = ops.shape(jacobian) as [number, number, number];
  const squares = ops.sum(ops.reshape(ops.multiply(jacobian, jacobian), [copies, outputs * inputs]), 1);
  // Without hidden layers the Jacobian is the same for every row.
  const inputSquares = copies === batch ? squares : ops.add(squares, zeros);
  return { layer: ops.sqrt(layerSquares), input: ops.sqrt(inputSquares) };
}

/** The output directions whose derivative is measured, as columns, [d_L, outputs]. */
function outputDirections<T extends object>(ops: TensorOpsV1<T>, network: NetworkSpec, kernel: T): T {
  if (network.head.type !== 'categorical' || network.head.classes !== 2) return kernel;
  return ops.subtract(ops.slice(kernel, 1, 1, 1), ops.slice(kernel, 1, 0, 1));
}

/** By a product with the identity, so that no backend needs a transpose. */
function transpose<T extends object>(ops: TensorOpsV1<T>, matrix: T): T {
  const cols = ops.shape(matrix)[1]!;
  const identity = new Float64Array(cols * cols);
  for (let i = 0; i < cols; i++) identity[i * cols + i] = 1;
  return ops.matmul(ops.constant(identity, [cols, cols]), matrix, false, true);
}
