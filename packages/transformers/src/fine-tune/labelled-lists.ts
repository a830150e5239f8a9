import { fail, type Label, type LabelledTokens } from '@chainzrule/core';
import { sampleWeights } from './sample-weights.ts';
import { type TokenLists, tokenBatch } from './token-lists.ts';

/** Texts as token ids with their classes. */
export interface LabelledLists {
  readonly lists: TokenLists['lists'];
  /** [texts] class indices. */
  readonly y: Float64Array;
  /** [texts] > 0. */
  readonly weights?: Float64Array | undefined;
}

/** How token ids are padded: with which id, and to how many tokens at most. */
export interface Padding {
  readonly id: number;
  readonly limit: number;
}

/** Token ids with the classes of their labels, and weights. @throws ChainzRuleError `SHAPE_MISMATCH`, and what `indicesOf` throws. */
export function labelledLists(
  call: string,
  lists: TokenLists['lists'],
  labels: ArrayLike<Label>,
  indicesOf: (labels: ArrayLike<Label>) => Float64Array,
  sampleWeight: ArrayLike<number> | undefined,
): LabelledLists {
  if (labels?.length !== lists.length) {
    const found = `there are ${lists.length} texts and ${labels?.length} labels`;
    fail('SHAPE_MISMATCH', `${call}: ${found}; give one label a text`);
  }
  return { lists, y: indicesOf(labels), weights: sampleWeights(call, lists.length, sampleWeight) };
}

/** The chosen texts as a batch. */
export function labelledBatch(
  { lists, y, weights }: LabelledLists,
  rows: Int32Array,
  padding: Padding,
): LabelledTokens {
  const chosen = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  return {
    ...tokenBatch(lists, rows, padding.id, padding.limit),
    y: chosen(y),
    ...(weights && { weights: chosen(weights) }),
  };
}

/** Texts without those of weight zero, which say nothing and would leave a batch without weight. */
export function withoutWeightless({ lists, y, weights }: LabelledLists): LabelledLists {
  if (weights === undefined || weights.every((weight) => weight > 0)) return { lists, y, weights };
  const rows = [...weights.keys()].filter((row) => weights[row]! > 0);
  return {
    lists: rows.map((row) => lists[row]!),
    y: Float64Array.from(rows, (row) => y[row]!),
    weights: Float64Array.from(rows, (row) => weights[row]!),
  };
}
