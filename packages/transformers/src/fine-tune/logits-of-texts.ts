import type { EncoderProgramV1, Matrix } from '@chainzrule/core';
import type { Padding } from './labelled-lists.ts';
import { type TokenLists, tokenBatch } from './token-lists.ts';

/** Logits of all texts, [texts, cols]: the shortest texts first, so that a batch holds texts alike in length. */
export async function logitsOfTexts(
  program: EncoderProgramV1,
  cols: number,
  lists: TokenLists['lists'],
  batchSize: number,
  padding: Padding,
): Promise<Matrix> {
  const order = Int32Array.from([...lists.keys()].sort((a, b) => lists[a]!.length - lists[b]!.length));
  const data = new Float64Array(lists.length * cols);
  for (let from = 0; from < order.length; from += batchSize) {
    const rows = order.slice(from, from + batchSize);
    const logits = await program.forward(tokenBatch(lists, rows, padding.id, padding.limit));
    rows.forEach((row, at) => {
      data.set(logits.data.subarray(at * cols, (at + 1) * cols), row * cols);
    });
  }
  return { data, rows: lists.length, cols };
}
