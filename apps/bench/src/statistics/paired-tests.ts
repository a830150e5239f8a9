import { mean, ranks, standardDeviation } from './descriptive.ts';
import { studentTwoSided } from './distributions.ts';

/** A test of paired differences against 0. */
export interface TestResult {
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Nadeau & Bengio's corrected resampled t-test: t = d̄ / √((1/k + n_test/n_train) s²), k − 1 degrees of freedom. Folds of repeated
 * cross-validation share training rows, so the plain t-test takes their differences for more independent than they are.
 * Source: Nadeau & Bengio, "Inference for the Generalization Error", 2003. Needs two differences; all equal to 0 give p = 1.
 */
export function correctedResampledT(differences: readonly number[], testRows: number, trainRows: number): TestResult {
  const count = differences.length;
  const centre = mean(differences);
  const variance = standardDeviation(differences) ** 2 * (1 / count + testRows / trainRows);
  if (count < 2 || Number.isNaN(variance)) return { statistic: Number.NaN, p: Number.NaN };
  if (variance === 0)
    return centre === 0 ? { statistic: 0, p: 1 } : { statistic: Math.sign(centre) * Number.POSITIVE_INFINITY, p: 0 };
  const statistic = centre / Math.sqrt(variance);
  return { statistic, p: studentTwoSided(statistic, count - 1) };
}

/** Most differences for which the Wilcoxon test counts all sign patterns. */
const EXACT_LIMIT = 200;

/**
 * Wilcoxon's signed-rank test, exact: W = Σ ranks of the positive differences; p counts, over all 2ⁿ sign patterns of the ranks at hand
 * (mid-ranks under ties, zeros left out), those at least as far from the middle. O(n³). @throws RangeError beyond 200 differences.
 */
export function wilcoxonSignedRank(differences: readonly number[]): TestResult {
  const nonZero = differences.filter((difference) => difference !== 0);
  const count = nonZero.length;
  if (count === 0) return { statistic: 0, p: 1 };
  if (count > EXACT_LIMIT)
    throw new RangeError(`wilcoxonSignedRank is exact up to ${EXACT_LIMIT} differences, found ${count}`);
  // Doubled, so that mid-ranks are integers.
  const doubled = ranks(nonZero.map(Math.abs)).map((rank) => Math.round(2 * rank));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const observed = doubled.reduce((sum, rank, index) => sum + (nonZero[index]! > 0 ? rank : 0), 0);
  let probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  for (const rank of doubled) {
    const next = new Float64Array(total + 1);
    for (let sum = 0; sum <= total; sum++) {
      next[sum]! += probabilities[sum]! / 2;
      if (sum + rank <= total) next[sum + rank]! += probabilities[sum]! / 2;
    }
    probabilities = next;
  }
  const distance = Math.abs(2 * observed - total);
  const p = probabilities.reduce(
    (sum, probability, value) => sum + (Math.abs(2 * value - total) >= distance ? probability : 0),
    0,
  );
  return { statistic: observed / 2, p: Math.min(1, p) };
}

/** Holm's step-down adjustment of a family of p-values, in their order; NaN stays NaN and does not count. Source: Holm 1979. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).filter((index) => !Number.isNaN(values[index]));
  order.sort((a, b) => values[a]! - values[b]!);
  const adjusted = values.map(() => Number.NaN);
  let largest = 0;
  order.forEach((index, position) => {
    largest = Math.max(largest, Math.min(1, (order.length - position) * values[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}

/** Cohen's d of paired differences, d̄ / s; 0 where all are 0, NaN of fewer than two. */
export function effectSize(differences: readonly number[]): number {
  const spread = standardDeviation(differences);
  const centre = mean(differences);
  return spread === 0 ? (centre === 0 ? 0 : Math.sign(centre) * Number.POSITIVE_INFINITY) : centre / spread;
}
