import type { BertSpec } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { type Gradients, linear, linearBackward } from './linear.ts';
import type { DeviceTokens } from './tokens.ts';
import type { Weights } from './weights.ts';

/** What attention leaves for the way back. */
export interface Attended {
  /** The mixed values before the output map, [N, H]. */
  readonly mixed: tf.Tensor;
  /** Per head and text: queries, keys, values [rows · heads, length, H / heads]. */
  readonly queries: tf.Tensor;
  readonly keys: tf.Tensor;
  readonly values: tf.Tensor;
  /** Softmax of the scores, [rows · heads, length, length]. */
  readonly shares: tf.Tensor;
}

/** Multi-head self-attention (Vaswani et al. 2017): softmax(Q Kᵀ / √d + mask) V per head; x [N, H] → mixed [N, H]. */
export function attend(spec: BertSpec, weights: Weights, at: string, tokens: DeviceTokens, x: tf.Tensor): Attended {
  const { rows, length } = tokens;
  const { heads } = spec;
  const part = (name: string): tf.Tensor => splitHeads(spec, tokens, linear(weights, `${at}.self.${name}`, x));
  const [queries, keys, values] = [part('query'), part('key'), part('value')];
  const scores = tf.mul(tf.matMul(queries, keys, false, true), scaleOf(spec));
  const masked = tf.add(tf.reshape(scores, [rows, heads, length, length]), tokens.attentionBias);
  const shares = tf.reshape(tf.softmax(masked), [rows * heads, length, length]);
  const mixed = joinHeads(spec, tokens, tf.matMul(shares, values));
  return { mixed, queries, keys, values, shares };
}

/** Back through {@link attend}: with P the shares and G = ∂/∂(P V), `∂/∂scores = P ∘ (G Vᵀ − Σ (G Vᵀ ∘ P))`. */
export function attendBackward(
  spec: BertSpec,
  weights: Weights,
  at: string,
  tokens: DeviceTokens,
  x: tf.Tensor,
  { queries, keys, values, shares }: Attended,
  gradient: tf.Tensor,
  gradients: Gradients,
): tf.Tensor {
  const mixed = splitHeads(spec, tokens, gradient);
  const throughShares = tf.matMul(mixed, values, false, true);
  const centre = tf.sum(tf.mul(throughShares, shares), -1, true);
  const scores = tf.mul(tf.mul(shares, tf.sub(throughShares, centre)), scaleOf(spec));
  const back = (name: string, part: tf.Tensor): tf.Tensor =>
    linearBackward(weights, `${at}.self.${name}`, x, joinHeads(spec, tokens, part), gradients);
  const query = back('query', tf.matMul(scores, keys));
  const key = back('key', tf.matMul(scores, queries, true, false));
  const value = back('value', tf.matMul(shares, mixed, true, false));
  return tf.add(tf.add(query, key), value);
}

function scaleOf({ hidden, heads }: BertSpec): number {
  return 1 / Math.sqrt(hidden / heads);
}

/** [N, H] → [rows · heads, length, H / heads]. */
function splitHeads({ hidden, heads }: BertSpec, { rows, length }: DeviceTokens, x: tf.Tensor): tf.Tensor {
  const parts = tf.transpose(tf.reshape(x, [rows, length, heads, hidden / heads]), [0, 2, 1, 3]);
  return tf.reshape(parts, [rows * heads, length, hidden / heads]);
}

/** [rows · heads, length, H / heads] → [N, H]. */
function joinHeads({ hidden, heads }: BertSpec, { rows, length }: DeviceTokens, x: tf.Tensor): tf.Tensor {
  const parts = tf.transpose(tf.reshape(x, [rows, heads, length, hidden / heads]), [0, 2, 1, 3]);
  return tf.reshape(parts, [rows * length, hidden]);
}
