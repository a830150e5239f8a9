import { mean, ranks } from './descriptive.ts';

/** Spearman's rank correlation, Pearson's on mid-ranks; NaN where either side does not vary. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  return pearson(ranks(a), ranks(b));
}

/** Pearson's correlation. */
function pearson(a: readonly number[], b: readonly number[]): number {
  const [centreA, centreB] = [mean(a), mean(b)];
  let [covariance, varianceA, varianceB] = [0, 0, 0];
  a.forEach((value, index) => {
    const [u, v] = [value - centreA, b[index]! - centreB];
    covariance += u * v;
    varianceA += u * u;
    varianceB += v * v;
  });
  return varianceA === 0 || varianceB === 0 ? Number.NaN : covariance / Math.sqrt(varianceA * varianceB);
}
