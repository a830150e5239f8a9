import type { FoldRecord, RunRecord } from '@chainzrule/core';
import { METRIC_TITLES, SHOWN_METRICS } from './metric-titles.ts';

/** How far apart two networks are on the same folds. */
interface PairedDifference {
  /** Mean over folds of first − second. */
  readonly mean: number;
  /** Standard error that allows for folds sharing training rows: √((1/k + test/train) · variance) (Nadeau & Bengio 2003). */
  readonly error: number;
  /** Folds in which the first network has the larger value. */
  readonly larger: number;
  readonly folds: number;
}

/** The paired difference of a metric; undefined for fewer than two networks or folds, or where a fold lacks the metric. */
function pairedDifference({ networks }: RunRecord, metric: string): PairedDifference | undefined {
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

/** What the difference of the task's first metric is worth, in one sentence; undefined where there is none. */
export function differenceSentence(record: RunRecord): string | undefined {
  const metric = SHOWN_METRICS[record.data.task][0];
  const difference = pairedDifference(record, metric);
  if (difference === undefined) return undefined;
  const { mean, error, larger, folds } = difference;
  const inPoints = metric === 'accuracy';
  const write = (value: number): string => (inPoints ? (100 * value).toFixed(1) : value.toFixed(3));
  const sign = mean < 0 ? '−' : '+';
  const unit = inPoints ? ' points' : '';
  const worth = Math.abs(mean) <= 2 * error ? 'within chance' : 'more than chance';
  return `${record.networks[0]!.name} against ${record.networks[1]!.name}: ${METRIC_TITLES[metric]!} ${sign}${write(Math.abs(mean))} ± ${write(error)}${unit} (corrected standard error), ahead in ${larger} of ${folds} folds: ${worth}`;
}
