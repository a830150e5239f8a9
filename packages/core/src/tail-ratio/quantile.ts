import { describeValue, fail } from '../errors/fail.ts';

/**
 * The p-quantile by linear interpolation between order statistics: with `h = (n − 1) p`,
 * `x_⌊h⌋ + (h − ⌊h⌋) (x_⌊h⌋₊₁ − x_⌊h⌋)`.
 *
 * `values`: [n], in any order; a sorted copy is made unless they ascend already, so they never change. O(n) if sorted.
 * @throws ChainzRuleError `INVALID_ARGUMENT` for no values or p outside [0, 1], `NON_FINITE_INPUT` for NaN or ±∞.
 * Source: Hyndman & Fan 1996, definition 7; NumPy's default.
 */
export function quantile(values: Float64Array | readonly number[], p: number): number {
  if (typeof p !== 'number' || !(p >= 0 && p <= 1)) {
    fail(
      'INVALID_ARGUMENT',
      `quantile: p is ${describeValue(p)}; allowed: a number 0 ... 1 (0.99 for the 99th percentile)`,
      { p },
    );
  }
  if (!(values instanceof Float64Array) && !Array.isArray(values)) {
    fail(
      'INVALID_ARGUMENT',
      `quantile: values is ${describeValue(values)}; allowed: a Float64Array or an array of numbers`,
    );
  }
  if (values.length === 0) fail('INVALID_ARGUMENT', 'quantile: values is empty; at least one value is needed');
  let ascending = true;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      fail('NON_FINITE_INPUT', `quantile: values[${index}] is ${describeValue(value)}; allowed: finite numbers`, {
        index,
      });
    }
    if (index > 0 && value < values[index - 1]!) ascending = false;
  }
  const sorted = ascending ? values : Float64Array.from(values).sort();
  const rank = (sorted.length - 1) * p;
  const below = Math.floor(rank);
  const low = sorted[below]!;
  const high = sorted[below + 1] ?? low;
  return low + (rank - below) * (high - low);
}
