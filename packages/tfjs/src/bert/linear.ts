import * as tf from '@tensorflow/tfjs';
import type { Weights } from './weights.ts';

/** Gradients by the names of their tensors, filled on the way back. */
export type Gradients = Map<string, tf.Tensor>;

/** a · b with either factor transposed. WASM multiplies fast only what is not transposed, so there it is done first. */
function product(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor {
  if (tf.getBackend() !== 'wasm') return tf.matMul(a, b, transposeA, transposeB);
  return tf.matMul(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b);
}

/** x W + b: x [N, in] → [N, out]. */
export function linear(weights: Weights, name: string, x: tf.Tensor): tf.Tensor {
  return tf.add(tf.matMul(x, weights.get(`${name}.weight`)!), weights.get(`${name}.bias`)!);
}

/** Back through {@link linear}: enters ∂/∂W = xᵀ g and ∂/∂b = Σ_n g, returns ∂/∂x = g Wᵀ. */
export function linearBackward(
  weights: Weights,
  name: string,
  x: tf.Tensor,
  gradient: tf.Tensor,
  gradients: Gradients,
): tf.Tensor {
  gradients.set(`${name}.weight`, product(x, gradient, true, false));
  gradients.set(`${name}.bias`, tf.sum(gradient, 0));
  return product(gradient, weights.get(`${name}.weight`)!, false, true);
}
