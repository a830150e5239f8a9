/** What one unit does while its z stays in an interval. */
export interface UnitRange {
  /** An interval that holds h = φ(z). */
  readonly lower: number;
  readonly upper: number;
  /** M ≥ max |φ′(z)|. */
  readonly slope: number;
  /** φ′, signed, where it is one number over the whole interval: there the unit is linear. */
  readonly constantSlope?: number | undefined;
}

/** Relative room for the rounding of one evaluation of φ or φ′ (32 units), on the sum of its terms' magnitudes. */
export const EVALUATION_ROUNDING: number = 2 ** -48;

/** The nearest point of [low, high]. */
export function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
