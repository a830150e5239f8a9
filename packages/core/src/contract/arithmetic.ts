/** The number format a backend computes in, from which the conformance kit derives its tolerances. */
export interface ArithmeticV1 {
  /** u, half the distance from 1 to the next number: 2⁻⁵³ (float64), 2⁻²⁴ (float32), 2⁻¹¹ (float16). */
  readonly unitRoundoff: number;
  /** Smallest positive normal number; anything below may become zero. */
  readonly smallestNormal: number;
  readonly largestFinite: number;
  /** Error bounds of elementary functions, in units of u relative to the result; 0.5 is correctly rounded. */
  readonly elementary: Readonly<Record<'exp' | 'log' | 'tanh' | 'erf' | 'sqrt' | 'div', number>>;
}

const libm = { exp: 2, log: 2, tanh: 2, erf: 2, sqrt: 1, div: 1 } as const;

/** IEEE float64 with a mathematical library of at most one unit in the last place. */
export const FLOAT64: ArithmeticV1 = {
  unitRoundoff: 2 ** -53,
  smallestNormal: 2 ** -1022,
  largestFinite: Number.MAX_VALUE,
  elementary: libm,
};

/** IEEE float32 with a mathematical library of at most one unit in the last place. */
export const FLOAT32: ArithmeticV1 = {
  unitRoundoff: 2 ** -24,
  smallestNormal: 2 ** -126,
  largestFinite: (2 - 2 ** -23) * 2 ** 127,
  elementary: libm,
};
