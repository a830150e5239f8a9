import type { ArithmeticV1 } from '@chainzrule/core';

/** Rounds a float64 number to the nearest number of a format, ties to even. */
export type Round = (value: number) => number;

/** The rounding of an arithmetic: the identity for float64, `Math.fround` for float32, by significant bits for any other. */
export function roundTo({ unitRoundoff }: ArithmeticV1): Round {
  const bits = Math.round(-Math.log2(unitRoundoff));
  if (bits >= 53) return (value) => value;
  if (bits === 24) return Math.fround;
  // Veltkamp's splitting keeps the leading `bits` of the significand.
  const factor = 2 ** (53 - bits) + 1;
  return (value) => {
    const shifted = factor * value;
    return Number.isFinite(shifted) ? shifted - (shifted - value) : value;
  };
}

/** The same for whole arrays; a new array. */
export function roundArray(round: Round, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, round);
}
