/** One tensor held against its expectation. */
export interface Verdict {
  readonly tensor: string;
  /** Largest error / tolerance; at most 1 passes. NaN or ∞ where a number was expected makes it ∞. */
  readonly ratio: number;
  /** RMS of the tolerance over RMS of the value: how much the check can tell. */
  readonly relativeTolerance: number;
  /** Whether the tolerance is so wide against the value that passing says little. */
  readonly undecidable: boolean;
  /** The element with the largest ratio. */
  readonly worst: {
    readonly index: number;
    readonly expected: number;
    readonly found: number;
    readonly error: number;
    readonly tolerance: number;
  };
}

/** Above this relative tolerance a tensor is undecidable. */
const UNDECIDABLE = 0.1;
/** An offset of this share of the RMS on every element must show. */
const VISIBLE = 0.01;

/** Compares element by element. A wrong length is an infinite error. */
export function compare(
  tensor: string,
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: ArrayLike<number>,
): Verdict {
  let worst = { index: 0, expected: expected[0] ?? 0, found: found[0] ?? 0, error: 0, tolerance: tolerance[0] ?? 0 };
  let ratio = found.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  let [valueSquares, toleranceSquares, narrowest] = [0, 0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < expected.length; i++) {
    const [value, limit] = [expected[i]!, tolerance[i]!];
    const error = Object.is(found[i], value) ? 0 : Math.abs(found[i]! - value);
    const own = error === 0 ? 0 : Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / limit;
    if (own > ratio || i === 0) worst = { index: i, expected: value, found: found[i]!, error, tolerance: limit };
    ratio = Math.max(ratio, own);
    valueSquares += value * value;
    toleranceSquares += limit * limit;
    narrowest = Math.min(narrowest, limit);
  }
  const count = Math.max(expected.length, 1);
  const rms = Math.sqrt(valueSquares / count);
  const relativeTolerance = toleranceSquares === 0 ? 0 : Math.sqrt(toleranceSquares / count) / rms;
  // A tensor of zeros has nothing to be relative to: whatever is not zero shows.
  const undecidable = rms > 0 && (relativeTolerance > UNDECIDABLE || narrowest > VISIBLE * rms);
  return { tensor, ratio, relativeTolerance, undecidable, worst };
}
