import { clamp, EVALUATION_ROUNDING, type UnitRange } from './unit-range.ts';

/**
 * The exact range, but for rounding outwards, of φ(z) = a0 + a1 z + a2 z² + a3 z³ and the maximum of |φ′| on [low, high]:
 * φ at the ends and where φ′ = 0, |φ′| at the ends and at z = −a2 / (3 a3).
 */
export function cubicRange(a0: number, a1: number, a2: number, a3: number, low: number, high: number): UnitRange {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const linear = a2 === 0 && a3 === 0;
  const slope = linear ? Math.abs(a1) : largestSlope(a1, a2, a3, low, high, reach);
  const constantSlope = linear ? a1 : undefined;
  const magnitude = Math.abs(a0) + reach * (Math.abs(a1) + reach * (Math.abs(a2) + reach * Math.abs(a3)));
  if (!(magnitude < Number.POSITIVE_INFINITY))
    return { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, slope, constantSlope };
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (const turn of [-1, 1, ...turns(a1 * reach, a2 * reach * reach, a3 * reach * reach * reach)]) {
    const z = clamp(turn * reach, low, high);
    const value = a0 + z * (a1 + z * (a2 + z * a3));
    lower = Math.min(lower, value);
    upper = Math.max(upper, value);
  }
  const room = EVALUATION_ROUNDING * magnitude + 8 * Number.MIN_VALUE;
  return { lower: lower - room, upper: upper + room, slope, constantSlope };
}

/** Roots of c1 + 2 c2 t + 3 c3 t², in the form that cancels nothing; near-double roots count as double. */
function turns(c1: number, c2: number, c3: number): number[] {
  const scale = Math.max(Math.abs(c1), Math.abs(c2), Math.abs(c3));
  if (scale === 0) return [];
  const [a, half, c] = [(3 * c3) / scale, c2 / scale, c1 / scale];
  const root = Math.sqrt(Math.max(0, half * half - a * c));
  const q = -(half + (half < 0 ? -root : root));
  return [q / a, c / q].filter((turn) => !Number.isNaN(turn));
}

function largestSlope(a1: number, a2: number, a3: number, low: number, high: number, reach: number): number {
  const magnitude = Math.abs(a1) + reach * (2 * Math.abs(a2) + reach * 3 * Math.abs(a3));
  if (!(magnitude < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  const at = (z: number): number => Math.abs(a1 + z * (2 * a2 + z * 3 * a3));
  const vertex = a3 === 0 ? low : clamp(-a2 / a3 / 3, low, high);
  return Math.max(at(low), at(high), at(vertex)) + EVALUATION_ROUNDING * magnitude + 8 * Number.MIN_VALUE;
}
