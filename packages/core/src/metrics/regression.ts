import { checkPairs } from './check.ts';

/** √ mean (p − y)². */
export function rootMeanSquaredError(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkPairs('rootMeanSquaredError', truth, predicted, 'predictions');
  return Math.sqrt(mean(truth, (value, row) => (predicted[row]! - value) ** 2));
}

/** mean |p − y|. */
export function meanAbsoluteError(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkPairs('meanAbsoluteError', truth, predicted, 'predictions');
  return mean(truth, (value, row) => Math.abs(predicted[row]! - value));
}

/** The coefficient of determination, 1 − Σ(p − y)² / Σ(y − ȳ)²; for a constant truth 1 if all is right, else 0. */
export function r2(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkPairs('r2', truth, predicted, 'predictions');
  const centre = mean(truth, (value) => value);
  const residual = mean(truth, (value, row) => (predicted[row]! - value) ** 2);
  const spread = mean(truth, (value) => (value - centre) ** 2);
  if (spread === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / spread;
}

function mean(values: ArrayLike<number>, of: (value: number, row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += of(values[row]!, row);
  return sum / values.length;
}
