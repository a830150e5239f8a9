import type { TokenBatch } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';

/** Added to the scores of padding before the softmax. */
const MASKED = -1e9;

/** A batch of tokens as the layers use it. */
export interface DeviceTokens {
  readonly rows: number;
  readonly length: number;
  /** Word of every token, [rows · length], on the host. */
  readonly words: Int32Array;
  /** Position of every token in its text, [rows · length], on the host. */
  readonly positions: Int32Array;
  /** 1 for a token, 0 for padding, [rows · length, 1]. */
  readonly mask: tf.Tensor;
  /** 0 for a token, a large negative number for padding, [rows, 1, 1, length]. */
  readonly attentionBias: tf.Tensor;
}

/** Sends a batch to the active device. */
export function deviceTokens({ ids, lengths, rows, length }: TokenBatch): DeviceTokens {
  const mask = new Float32Array(rows * length);
  lengths.forEach((tokens, row) => mask.fill(1, row * length, row * length + tokens));
  return {
    rows,
    length,
    words: ids,
    positions: Int32Array.from({ length: rows * length }, (_, at) => at % length),
    mask: tf.tensor(mask, [rows * length, 1]),
    attentionBias: tf.tensor(
      mask.map((kept) => (kept === 1 ? 0 : MASKED)),
      [rows, 1, 1, length],
    ),
  };
}
