import { erf } from '../reference/erf.ts';
import type { FixedActivation } from '../spec/network.ts';
import { clamp, EVALUATION_ROUNDING, type UnitRange } from './unit-range.ts';

/** A smooth activation without parameters, by what its range on an interval takes. */
interface Curve {
  value(z: number): number;
  slope(z: number): number;
  /** Where φ′ = 0. */
  readonly valueTurns: readonly number[];
  /** Where φ″ = 0. */
  readonly slopeTurns: readonly number[];
  /** φ ≥ floor and |φ′| ≤ slopeLimit everywhere. */
  readonly floor: number;
  readonly slopeLimit: number;
  /** An upper bound of φ below `high`. */
  ceiling(high: number): number;
}

function sigmoid(z: number): number {
  return z < 0 ? Math.exp(z) / (1 + Math.exp(z)) : 1 / (1 + Math.exp(-z));
}

const belowRelu = (high: number): number => Math.max(0, high);
const normal = (z: number): number => (1 + erf(z * Math.SQRT1_2)) / 2;
const density = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

const curves: Readonly<Record<Exclude<FixedActivation['type'], 'relu' | 'identity'>, Curve>> = {
  tanh: {
    value: Math.tanh,
    slope: (z) => (1 - Math.tanh(z)) * (1 + Math.tanh(z)),
    valueTurns: [],
    slopeTurns: [0],
    floor: -1,
    slopeLimit: 1,
    ceiling: () => 1,
  },
  softplus: {
    value: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    slope: sigmoid,
    valueTurns: [],
    slopeTurns: [],
    floor: 0,
    slopeLimit: 1,
    ceiling: () => Number.POSITIVE_INFINITY,
  },
  gelu: {
    value: (z) => z * normal(z),
    slope: (z) => normal(z) + z * density(z),
    valueTurns: [-0.7517915246935646],
    slopeTurns: [-Math.SQRT2, Math.SQRT2],
    floor: -0.1699712075,
    slopeLimit: 1.128904146,
    ceiling: belowRelu,
  },
  silu: {
    value: (z) => z * sigmoid(z),
    slope: (z) => sigmoid(z) * (1 + z * sigmoid(-z)),
    valueTurns: [-1.2784645427610741],
    slopeTurns: [-2.399357280515467, 2.399357280515467],
    floor: -0.2784645428,
    slopeLimit: 1.099839321,
    ceiling: belowRelu,
  },
};

/** The range of an activation without parameters and the maximum of |φ′| on [low, high]. */
export function fixedRange(type: FixedActivation['type'], low: number, high: number): UnitRange {
  if (type === 'identity') return { lower: low, upper: high, slope: 1, constantSlope: 1 };
  if (type === 'relu') {
    const constantSlope = low >= 0 ? 1 : high <= 0 ? 0 : undefined;
    return { lower: Math.max(0, low), upper: Math.max(0, high), slope: high > 0 ? 1 : 0, constantSlope };
  }
  return curveRange(curves[type], low, high);
}

function curveRange(curve: Curve, low: number, high: number): UnitRange {
  // The largest number stands for infinity, where some of the formulas are 0 · ∞.
  const [from, to] = [Math.max(low, -Number.MAX_VALUE), Math.min(high, Number.MAX_VALUE)];
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (const turn of [from, to, ...curve.valueTurns]) {
    const z = clamp(turn, from, to);
    const value = curve.value(z);
    const room = EVALUATION_ROUNDING * (1 + Math.abs(z));
    lower = Math.min(lower, value - room);
    upper = Math.max(upper, value + room);
  }
  const slopes = [from, to, ...curve.slopeTurns].map((turn) => Math.abs(curve.slope(clamp(turn, from, to))));
  return {
    lower: Math.max(curve.floor, lower),
    upper: Math.min(curve.ceiling(high), upper),
    slope: Math.min(curve.slopeLimit, Math.max(...slopes) + EVALUATION_ROUNDING),
  };
}
