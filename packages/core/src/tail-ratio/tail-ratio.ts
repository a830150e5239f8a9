import { describeValue, fail } from '../errors/fail.ts';
import { groupMeans, mean, normalised } from './group-means.ts';
import { type Histogram, histogram } from './histogram.ts';
import { quantile } from './quantile.ts';

/** How {@link tailRatio} groups and counts. */
export interface TailRatioOptions {
  /** Norms are averaged over consecutive groups of this many rows first; 1 (default) is per sample. */
  readonly groupSize?: number | undefined;
  /** Bins of the histogram; 30 by default. */
  readonly bins?: number | undefined;
}

/** The tail ratio of gradient norms with the facts beside it, all over the groups whose mean is finite. */
export interface TailRatio {
  /** τ = p99 / mean; 1 if every norm is zero, NaN if no group is finite. */
  readonly ratio: number;
  /** NaN, as the quantiles and the largest, if no group is finite. */
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** Groups the numbers are taken over. */
  readonly count: number;
  /** Rows whose norm is NaN or ∞. */
  readonly nonFinite: number;
  /** Rows left out: those of every group with such a norm; the same number as `nonFinite` at `groupSize` 1. */
  readonly leftOut: number;
  /** Whether there are finite groups and all of them are zero: a flat function, not a tail. */
  readonly allZero: boolean;
  readonly groupSize: number;
  readonly histogram: Histogram;
}

const MAX_BINS = 100_000;

/**
 * The gradient tail ratio τ = p99 / mean of `norms`: [rows], ≥ 0, label-free (math: §4).
 *
 * NaN and +∞ are counted and reported, and their groups left out. O(n log n).
 * @throws ChainzRuleError `INVALID_ARGUMENT` for no norms, a negative norm, something that is no number, or options out of range.
 */
export function tailRatio(norms: ArrayLike<number>, options: TailRatioOptions = {}): TailRatio {
  const groupSize = positiveInteger('groupSize', options.groupSize ?? 1, Number.MAX_SAFE_INTEGER);
  const bins = positiveInteger('bins', options.bins ?? 30, MAX_BINS);
  const nonFinite = countNonFinite(norms);
  const means = groupMeans(norms, groupSize);
  const values = means.filter(Number.isFinite).sort();
  const leftOut = means.reduce((rows, value, group) => {
    return Number.isFinite(value) ? rows : rows + Math.min(groupSize, norms.length - group * groupSize);
  }, 0);
  const count = values.length;
  const at = (p: number): number => (count === 0 ? Number.NaN : quantile(values, p));
  const allZero = count > 0 && values[count - 1] === 0;
  return {
    ratio: allZero ? 1 : ratioOf(values),
    mean: mean(values),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: values[count - 1] ?? Number.NaN,
    count,
    nonFinite,
    leftOut,
    allZero,
    groupSize,
    histogram: histogram(values, bins),
  };
}

function ratioOf(sorted: Float64Array): number {
  if (sorted.length === 0) return Number.NaN;
  const values = normalised(sorted);
  return quantile(values, 0.99) / mean(values);
}

function countNonFinite(norms: ArrayLike<number>): number {
  if (typeof norms !== 'object' || norms === null || !Number.isSafeInteger(norms.length)) {
    fail('INVALID_ARGUMENT', `tailRatio: norms is ${describeValue(norms)}; allowed: an array of numbers`);
  }
  if (norms.length === 0) fail('INVALID_ARGUMENT', 'tailRatio: norms is empty; at least one row is needed');
  let nonFinite = 0;
  for (let row = 0; row < norms.length; row++) {
    const norm = norms[row];
    if (typeof norm !== 'number' || norm < 0) {
      fail('INVALID_ARGUMENT', `tailRatio: norms[${row}] is ${describeValue(norm)}; allowed: norms, numbers >= 0`, {
        row,
      });
    }
    if (!Number.isFinite(norm)) nonFinite++;
  }
  return nonFinite;
}

function positiveInteger(name: string, value: number, largest: number): number {
  if (!Number.isInteger(value) || value < 1 || value > largest) {
    fail('INVALID_ARGUMENT', `tailRatio: ${name} is ${describeValue(value)}; allowed: an integer 1 ... ${largest}`, {
      [name]: value,
    });
  }
  return value;
}
