import { describeValue, fail, type TokenBatch } from '@chainzrule/core';
import { cutTokens } from '../encoder/cut-tokens.ts';
import type { Tokenizer } from '../encoder/tokenizer.ts';

/** Batches are padded to a multiple of this, so that few shapes occur: a device keeps what it made ready for each. */
const LENGTH_STEP = 8;

/** Texts as token ids, special tokens included. */
export interface TokenLists {
  readonly lists: readonly (readonly number[])[];
  /** Tokens of each text before any cut. */
  readonly lengths: readonly number[];
  /** Texts that had more tokens than count. */
  readonly cut: number;
}

/** Tokenises texts; what is beyond `limit` tokens does not count, the closing token does. @throws ChainzRuleError `INVALID_DATA`. */
export function tokenLists(call: string, tokenizer: Tokenizer, texts: readonly string[], limit: number): TokenLists {
  if (!Array.isArray(texts))
    fail('INVALID_DATA', `${call}: texts are ${describeValue(texts)}; allowed: an array of texts`);
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0)
    fail('INVALID_DATA', `${call}: text ${wrong} is ${describeValue(texts[wrong])}; allowed: texts`, { row: wrong });
  const whole = tokenizer.encode(texts, true);
  const lengths = whole.map((ids) => ids.length);
  return {
    lists: whole.map((ids) => cutTokens(ids, limit, tokenizer.special)),
    lengths,
    cut: lengths.filter((length) => length > limit).length,
  };
}

/** The chosen texts as one batch, padded on the right. */
export function tokenBatch(lists: TokenLists['lists'], rows: Int32Array, padding: number, limit: number): TokenBatch {
  const longest = rows.reduce((most, row) => Math.max(most, lists[row]!.length), 1);
  const length = Math.min(limit, Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP);
  const ids = new Int32Array(rows.length * length).fill(padding);
  rows.forEach((row, at) => {
    ids.set(lists[row]!, at * length);
  });
  return { ids, lengths: Int32Array.from(rows, (row) => lists[row]!.length), rows: rows.length, length };
}
