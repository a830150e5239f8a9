import type { BertSpec } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { layerNorm, layerNormBackward, type Normalised } from './layer-norm.ts';
import type { Gradients } from './linear.ts';
import { rowSums } from './row-sums.ts';
import type { DeviceTokens } from './tokens.ts';
import type { Weights } from './weights.ts';

const WORDS = 'embeddings.word_embeddings.weight';
const POSITIONS = 'embeddings.position_embeddings.weight';
const SEGMENTS = 'embeddings.token_type_embeddings.weight';
const NORM = 'embeddings.LayerNorm';

/** The layer norm of word + position + segment 0, [N, H]. */
export function embed(spec: BertSpec, weights: Weights, tokens: DeviceTokens): Normalised {
  const rows = (name: string, indices: Int32Array): tf.Tensor =>
    tf.gather(weights.get(name)!, tf.tensor1d(indices, 'int32'));
  const segment = tf.slice(weights.get(SEGMENTS)!, [0, 0], [1, spec.hidden]);
  const sum = tf.add(tf.add(rows(WORDS, tokens.words), segment), rows(POSITIONS, tokens.positions));
  return layerNorm(weights, NORM, sum, spec.epsilon);
}

/** Back through {@link embed}. */
export function embedBackward(
  spec: BertSpec,
  weights: Weights,
  tokens: DeviceTokens,
  normalised: Normalised,
  gradient: tf.Tensor,
  gradients: Gradients,
): void {
  const sum = layerNormBackward(weights, NORM, normalised, gradient, gradients);
  gradients.set(WORDS, rowSums(sum, tokens.words, spec.vocabulary));
  gradients.set(POSITIONS, rowSums(sum, tokens.positions, spec.positions));
  gradients.set(SEGMENTS, rowSums(sum, new Int32Array(tokens.words.length), spec.segments));
}
