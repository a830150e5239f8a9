import type { FoldRecord, RunRecord } from '@chainzrule/core';

/** How far apart two networks are on the same folds. */
export interface PairedDifference {
  /** Mean over folds of first − second. */
  readonly mean: number;
  /** Standard error that allows for folds sharing training rows: √((1/k + test/train) · variance) (Nadeau & Bengio 2003). */
  readonly error: number;
  /** Folds in which the first network has the larger value. */
  readonly larger: number;
  readonly folds: number;
}

/** The paired difference of a metric; undefined for fewer than two networks or folds, or where a fold lacks the metric. */
export function pairedDifference({ networks }: RunRecord, metric: string): PairedDifference | undefined {
  const [first, second] = networks;
  const value = ({ scores }: FoldRecord): number => scores[metric] ?? Number.NaN;
  const differences = first?.folds.map(
    (fold, index) => value(fold) - (second ? value(second.folds[index]!) : Number.NaN),
  );
  if (differences === undefined || differences.length < 2 || differences.some(Number.isNaN)) return undefined;
  const folds = differences.length;
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / folds;
  const variance = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / (folds - 1);
  const { testRows, trainRows } = first!.folds[0]!;
  return {
    mean,
    error: Math.sqrt((1 / folds + testRows / trainRows) * variance),
    larger: differences.filter((difference) => difference > 0).length,
    folds,
  };
}
