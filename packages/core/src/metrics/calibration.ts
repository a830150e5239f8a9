import type { Matrix } from '../contract/matrix.ts';
import { describeValue, fail } from '../errors/fail.ts';
import { checkProbabilities } from './check.ts';

/** Rows whose largest probability lies in one bin. */
export interface CalibrationBin {
  /** The bin is (from, to]; the first one includes 0. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean largest probability; NaN in an empty bin. */
  readonly confidence: number;
  /** Share of rows predicted right; NaN in an empty bin. */
  readonly accuracy: number;
}

/** Rows by the probability of the predicted class, in bins of equal width. */
export function calibrationBins(truth: ArrayLike<number>, probabilities: Matrix, bins = 10): CalibrationBin[] {
  checkProbabilities('calibrationBins', truth, probabilities);
  if (!Number.isInteger(bins) || bins < 1 || bins > 10_000)
    fail('INVALID_ARGUMENT', `calibrationBins: bins is ${describeValue(bins)}; allowed: an integer 1 ... 10000`);
  const { data, rows, cols } = probabilities;
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let row = 0; row < rows; row++) {
    const own = data.subarray(row * cols, (row + 1) * cols);
    let predicted = 0;
    for (let k = 1; k < cols; k++) if (own[k]! > own[predicted]!) predicted = k;
    const bin = sums[Math.min(Math.max(Math.ceil(own[predicted]! * bins) - 1, 0), bins - 1)]!;
    bin.count++;
    bin.confidence += own[predicted]!;
    if (predicted === truth[row]) bin.right++;
  }
  return sums.map(({ count, confidence, right }, index) => ({
    from: index / bins,
    to: (index + 1) / bins,
    count,
    confidence: count === 0 ? Number.NaN : confidence / count,
    accuracy: count === 0 ? Number.NaN : right / count,
  }));
}

/** Expected calibration error: Σ_bins (rows in bin / rows) · |accuracy − confidence|. Source: Guo et al. 2017. */
export function expectedCalibrationError(truth: ArrayLike<number>, probabilities: Matrix, bins = 10): number {
  const all = calibrationBins(truth, probabilities, bins).filter(({ count }) => count > 0);
  return all.reduce(
    (sum, { count, confidence, accuracy }) => sum + (count / truth.length) * Math.abs(accuracy - confidence),
    0,
  );
}
