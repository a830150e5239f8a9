import * as tf from '@tensorflow/tfjs';
import { type Gradients, linear, linearBackward } from './linear.ts';
import type { DeviceTokens } from './tokens.ts';
import type { Weights } from './weights.ts';

const DENSE = 'pooler.dense';

/** The state of each text's first token and what the pooler makes of it, [rows, H] each. */
export interface Pooled {
  readonly first: tf.Tensor;
  readonly features: tf.Tensor;
}

/** BERT's pooler: `tanh(h_[CLS] W + b)`; hidden [N, H] → [rows, H]. */
export function pool(weights: Weights, { rows, length }: DeviceTokens, hidden: tf.Tensor): Pooled {
  const width = hidden.shape[1]!;
  const first = tf.reshape(tf.slice(tf.reshape(hidden, [rows, length, width]), [0, 0, 0], [rows, 1, width]), [
    rows,
    width,
  ]);
  return { first, features: tf.tanh(linear(weights, DENSE, first)) };
}

/** Back through {@link pool}: ∂/∂hidden [N, H], zero but for the first tokens. */
export function poolBackward(
  weights: Weights,
  { rows, length }: DeviceTokens,
  { first, features }: Pooled,
  gradient: tf.Tensor,
  gradients: Gradients,
): tf.Tensor {
  const z = tf.mul(gradient, tf.sub(1, tf.square(features)));
  const width = first.shape[1]!;
  const through = tf.reshape(linearBackward(weights, DENSE, first, z, gradients), [rows, 1, width]);
  return tf.reshape(
    tf.pad(through, [
      [0, 0],
      [0, length - 1],
      [0, 0],
    ]),
    [rows * length, width],
  );
}
