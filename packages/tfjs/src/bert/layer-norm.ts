import * as tf from '@tensorflow/tfjs';
import type { Gradients } from './linear.ts';
import type { Weights } from './weights.ts';

/** What a layer norm leaves for the way back. */
export interface Normalised {
  /** γ x̂ + β, [N, H]. */
  readonly value: tf.Tensor;
  /** x̂ = (x − mean) / √(variance + ε), [N, H]. */
  readonly standard: tf.Tensor;
  /** 1 / √(variance + ε), [N, 1]. */
  readonly inverse: tf.Tensor;
}

/** Layer norm over the last axis (Ba, Kiros & Hinton 2016); the variance is that of the row, divided by H. */
export function layerNorm(weights: Weights, name: string, x: tf.Tensor, epsilon: number): Normalised {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  const standard = tf.mul(centred, inverse);
  const value = tf.add(tf.mul(standard, weights.get(`${name}.weight`)!), weights.get(`${name}.bias`)!);
  return { value, standard, inverse };
}

/** Back through {@link layerNorm}: with d = g γ, `∂/∂x = (d − mean(d) − x̂ mean(d x̂)) / √(variance + ε)`. */
export function layerNormBackward(
  weights: Weights,
  name: string,
  { standard, inverse }: Normalised,
  gradient: tf.Tensor,
  gradients: Gradients,
): tf.Tensor {
  gradients.set(`${name}.weight`, tf.sum(tf.mul(gradient, standard), 0));
  gradients.set(`${name}.bias`, tf.sum(gradient, 0));
  const scaled = tf.mul(gradient, weights.get(`${name}.weight`)!);
  const along = tf.mul(standard, tf.mean(tf.mul(scaled, standard), -1, true));
  return tf.mul(tf.sub(tf.sub(scaled, tf.mean(scaled, -1, true)), along), inverse);
}
