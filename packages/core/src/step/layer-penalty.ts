import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { ForwardLayer } from './forward.ts';

/** The penalty at one hidden layer: its value and the paths by which it reaches the layer's tensors. */
export interface LayerPenalty<T> {
  /** The batch mean of the layer's term after the reduction, [1, 1]. */
  readonly value: T;
  /** ∂(λR)/∂D where the term is quadratic in D: the factor K with `∂(λR)/∂D = ½ K ∘ D`, [1, d] or [B, d] or scalar. */
  readonly slopeFactor?: T | undefined;
  /** ∂(λR)/∂D itself, [B, d], where it has no such form. */
  readonly slopeGradient?: T | undefined;
  /** Smoothing variance s² of the Gaussian on z; the paths through φ″ and a3 follow from it and `slopeFactor`. */
  readonly variance?: number | undefined;
  /** ∂(λR)/∂W_l without the part that runs through z, [d_{l−1}, d_l]. */
  readonly kernelGradient?: T | undefined;
}

/** The penalty over a whole forward pass, visited from the last layer to the first on the way back. */
export interface NetworkPenalty<T> {
  at(layer: ForwardLayer<T>): LayerPenalty<T>;
}

/** q_i = ‖w_i‖², the squared norms of the kernel's columns, [1, d]. */
export function squaredColumnNorms<T extends object>(ops: TensorOpsV1<T>, kernel: T): T {
  return ops.sum(ops.multiply(kernel, kernel), 0);
}
