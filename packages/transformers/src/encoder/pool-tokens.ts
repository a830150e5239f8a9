import type { Pooling } from './sentence-encoder.ts';

/**
 * Token vectors [texts, width, dimensions] to one vector a text [texts, dimensions]: the mean over a text's own tokens (the first
 * `lengths[t]` of its row, padding left out), or the first token's vector.
 */
export function poolTokens(
  hidden: ArrayLike<number>,
  { lengths, width, dimensions }: { readonly lengths: Int32Array; readonly width: number; readonly dimensions: number },
  pooling: Pooling,
): Float32Array {
  const pooled = new Float32Array(lengths.length * dimensions);
  const sums = new Float64Array(dimensions);
  lengths.forEach((length, text) => {
    const tokens = pooling === 'cls' ? 1 : length;
    sums.fill(0);
    for (let token = 0; token < tokens; token++) {
      const start = (text * width + token) * dimensions;
      for (let i = 0; i < dimensions; i++) sums[i]! += hidden[start + i]!;
    }
    for (let i = 0; i < dimensions; i++) pooled[text * dimensions + i] = sums[i]! / tokens;
  });
  return pooled;
}
