import type { Configuration } from './expand-sweep.ts';
import type { SweepRecord } from './sweep-record.ts';

/** A configuration with the mean of a score over its seeds and folds. */
export interface Ranked {
  readonly configuration: Configuration;
  readonly mean: number;
  readonly sd: number;
  readonly count: number;
  readonly failed: number;
}

/** Whether less of a metric is better. */
export const lessIsBetter = (metric: string): boolean => metric === 'logLoss' || metric === 'rmse';

/** Configurations from best to worst by a metric; one without any figure comes last, ties keep the document's order. */
export function rankConfigurations(
  configurations: readonly Configuration[],
  records: readonly SweepRecord[],
  metric: string,
): Ranked[] {
  const perConfiguration = records.length / configurations.length;
  const sign = lessIsBetter(metric) ? 1 : -1;
  const ranked = configurations.map((configuration, index) => {
    const own = records.slice(index * perConfiguration, (index + 1) * perConfiguration);
    const values = own.map(({ result }) => result?.scores[metric]).filter((value) => typeof value === 'number');
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(values.length - 1, 1);
    const failed = own.filter(({ error }) => error !== undefined).length;
    return { configuration, mean, sd: Math.sqrt(variance), count: values.length, failed };
  });
  const key = ({ mean, failed }: Ranked): number => (Number.isNaN(mean) || failed > 0 ? Infinity : sign * mean);
  return ranked.sort((a, b) => (key(a) === key(b) ? 0 : key(a) - key(b)));
}
