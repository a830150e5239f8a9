/**
 * The first `limit` tokens of a text, its closing special tokens kept: `[CLS] a b c [SEP]` cut to 4 is `[CLS] a b [SEP]`, as
 * Hugging Face's own tokenizers do (transformers.js would cut `[SEP]` off).
 */
export function cutTokens(ids: readonly number[], limit: number, special: ReadonlySet<number>): readonly number[] {
  if (ids.length <= limit) return ids;
  let closing = 0;
  while (closing < limit - 1 && special.has(ids[ids.length - 1 - closing]!)) closing++;
  return [...ids.slice(0, limit - closing), ...ids.slice(ids.length - closing)];
}
