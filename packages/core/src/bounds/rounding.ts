/** Twice γ_n, Higham's bound of the relative rounding error of a sum or product of n float64 terms, with room for a few operations more. */
export function roundingOf(terms: number): number {
  return (terms + 4) * Number.EPSILON;
}

/** A product of two bounds ≥ 0, never below the real one; 0 times a bound that overflowed is 0. */
export function productUp(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b * (1 + 2 * Number.EPSILON) + Number.MIN_VALUE;
}

/** x · 2^exponent, in two factors, since one alone may overflow where the product does not. */
export function scaleByPower(x: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return x * 2 ** half * 2 ** (exponent - half);
}

/** {@link scaleByPower} of every element, in place. */
export function scaleAll(values: Float64Array, exponent: number): Float64Array {
  const half = Math.trunc(exponent / 2);
  const [first, second] = [2 ** half, 2 ** (exponent - half)];
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * first * second;
  return values;
}

/** Largest |value|; 0 of nothing, NaN where there is one. */
export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

/** √Σ v², from above, without overflow or underflow on the way. */
export function euclideanNormUp(values: ArrayLike<number>): number {
  const largest = largestMagnitude(values);
  if (largest === 0 || !(largest < Number.POSITIVE_INFINITY)) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! / largest) ** 2;
  return productUp(largest, Math.sqrt(sum) * (1 + roundingOf(values.length)));
}
