import type { Matrix } from '../contract/matrix.ts';
import { fail } from '../errors/fail.ts';
import { checkClasses, checkPairs, checkProbabilities } from './check.ts';

/** Share of rows predicted right. */
export function accuracy(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkPairs('accuracy', truth, predicted, 'predictions');
  let right = 0;
  for (let row = 0; row < truth.length; row++) if (truth[row] === predicted[row]) right++;
  return right / truth.length;
}

/** Rows counted by true class (row) and predicted class (column), [classes, classes]. */
export function confusionMatrix(truth: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): Matrix {
  checkPairs('confusionMatrix', truth, predicted, 'predictions');
  checkClasses('confusionMatrix', truth, classes);
  checkClasses('confusionMatrix', predicted, classes);
  const data = new Float64Array(classes * classes);
  for (let row = 0; row < truth.length; row++) data[truth[row]! * classes + predicted[row]!]!++;
  return { data, rows: classes, cols: classes };
}

/** Mean recall over the classes that occur. */
export function balancedAccuracy(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkPairs('balancedAccuracy', truth, predicted, 'predictions');
  const counts = new Map<number, { rows: number; right: number }>();
  for (let row = 0; row < truth.length; row++) {
    const count = counts.get(truth[row]!) ?? { rows: 0, right: 0 };
    count.rows++;
    if (truth[row] === predicted[row]) count.right++;
    counts.set(truth[row]!, count);
  }
  return [...counts.values()].reduce((sum, { rows, right }) => sum + right / rows, 0) / counts.size;
}

/** Share of the most frequent class: what predicting it always would score. */
export function majorityRate(truth: ArrayLike<number>): number {
  checkPairs('majorityRate', truth, truth, 'values');
  const counts = new Map<number, number>();
  for (let row = 0; row < truth.length; row++) counts.set(truth[row]!, (counts.get(truth[row]!) ?? 0) + 1);
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return most / truth.length;
}

/** −mean log p of the true class, p clipped to [1e-15, 1] so that one sure error costs 34.5, not ∞. */
export function logLoss(truth: ArrayLike<number>, probabilities: Matrix): number {
  checkProbabilities('logLoss', truth, probabilities);
  const { data, rows, cols } = probabilities;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum -= Math.log(Math.max(data[row * cols + truth[row]!]!, 1e-15));
  return sum / rows;
}

/** Mean squared distance of the probabilities to the one-hot truth; with two classes halved, so that it is the usual (p − y)². */
export function brierScore(truth: ArrayLike<number>, probabilities: Matrix): number {
  checkProbabilities('brierScore', truth, probabilities);
  const { data, rows, cols } = probabilities;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < cols; k++) sum += (data[row * cols + k]! - (truth[row] === k ? 1 : 0)) ** 2;
  }
  return sum / rows / (cols === 2 ? 2 : 1);
}

/**
 * Area under the ROC curve by ranks, ties counting half. More than two classes: each against the rest, mean over classes.
 * @throws ChainzRuleError `INVALID_ARGUMENT` where a class does not occur or is the only one.
 */
export function rocAuc(truth: ArrayLike<number>, probabilities: Matrix): number {
  checkProbabilities('rocAuc', truth, probabilities);
  const { data, rows, cols } = probabilities;
  const classes = cols === 2 ? [1] : Array.from({ length: cols }, (_, k) => k);
  const areas = classes.map((k) => {
    const scores = Float64Array.from({ length: rows }, (_, row) => data[row * cols + k]!);
    return binaryAuc(scores, (row) => truth[row] === k, k);
  });
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

function binaryAuc(scores: Float64Array, isPositive: (row: number) => boolean, label: number): number {
  const order = Int32Array.from(scores, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  let [positives, rankSum] = [0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    // Ties share the mean of their ranks.
    for (let i = start; i < end; i++) {
      if (!isPositive(order[i]!)) continue;
      positives++;
      rankSum += (start + 1 + end) / 2;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) {
    fail(
      'INVALID_ARGUMENT',
      `rocAuc: class ${label} occurs in ${positives} of ${order.length} rows; both it and others must occur`,
    );
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Cohen's kappa with quadratic weights, 1 − Σ(i−j)² O_ij / Σ(i−j)² E_ij; 1 where neither truth nor prediction varies and they agree. */
export function quadraticWeightedKappa(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number {
  const { data } = confusionMatrix(truth, predicted, classes);
  const total = truth.length;
  const byTruth = new Float64Array(classes);
  const byPrediction = new Float64Array(classes);
  for (let row = 0; row < total; row++) {
    byTruth[truth[row]!]!++;
    byPrediction[predicted[row]!]!++;
  }
  let [observed, expected] = [0, 0];
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      observed += (i - j) ** 2 * data[i * classes + j]!;
      expected += ((i - j) ** 2 * byTruth[i]! * byPrediction[j]!) / total;
    }
  }
  return observed === 0 ? 1 : 1 - observed / expected;
}
