import type { FoldRecord, NetworkRecord, RunRecord } from '@chainzrule/core';
import type { Style } from '../terminal/style.ts';
import { type Column, formatTable } from '../terminal/table.ts';
import { METRIC_TITLES, SHOWN_METRICS } from './metric-titles.ts';

/** The table per fold of one network, with mean ± sd below. */
export function foldTable({ data }: RunRecord, network: NetworkRecord): string {
  const metrics = SHOWN_METRICS[data.task];
  const columns: Column[] = [
    { title: 'fold', align: 'right' },
    { title: 'train', align: 'right' },
    { title: 'test', align: 'right' },
    { title: 'λ', align: 'right' },
    ...metrics.map((metric): Column => ({ title: METRIC_TITLES[metric]!, align: 'right' })),
    { title: 'τ layer', align: 'right' },
    { title: 'τ input', align: 'right' },
  ];
  const row = (fold: FoldRecord): string[] => [
    String(fold.fold),
    String(fold.trainRows),
    String(fold.testRows),
    shortLambda(fold.lambda),
    ...metrics.map((metric) => score(metric, fold.scores[metric])),
    decimals(fold.tailRatio.layer, 3),
    decimals(fold.tailRatio.input, 3),
  ];
  const summary = (title: string, part: 'mean' | 'sd'): string[] => [
    title,
    '',
    '',
    '',
    ...metrics.map((metric) => score(metric, network.summary[metric]?.[part])),
    decimals(network.summary['tailRatio.layer']?.[part], 3),
    decimals(network.summary['tailRatio.input']?.[part], 3),
  ];
  const several = network.folds.length > 1;
  return formatTable(columns, network.folds.map(row), several ? [summary('mean', 'mean'), summary('sd', 'sd')] : []);
}

/** All networks side by side: mean ± sd over folds. */
export function summaryTable({ data, networks }: RunRecord, style: Style): string {
  const metrics = SHOWN_METRICS[data.task];
  const columns: Column[] = [
    { title: 'network', align: 'left' },
    ...metrics.map((metric): Column => ({ title: METRIC_TITLES[metric]!, align: 'right' })),
    { title: 'τ layer', align: 'right' },
    { title: 'τ input', align: 'right' },
  ];
  const spread = (
    metric: string,
    { summary }: NetworkRecord,
    digits: (value: number | null | undefined) => string,
  ): string => {
    const { mean, sd } = summary[metric] ?? { mean: null, sd: null };
    return sd === null ? digits(mean) : `${digits(mean)} ± ${digits(sd)}`;
  };
  const rows = networks.map((network, index) => [
    index === 0 ? style.bold(network.name) : network.name,
    ...metrics.map((metric) => spread(metric, network, (value) => score(metric, value))),
    spread('tailRatio.layer', network, (value) => decimals(value, 3)),
    spread('tailRatio.input', network, (value) => decimals(value, 3)),
  ]);
  return formatTable(columns, rows);
}

function score(metric: string, value: number | null | undefined): string {
  if (metric === 'accuracy' && typeof value === 'number') return `${(100 * value).toFixed(1)} %`;
  return metric === 'rmse' && typeof value === 'number' ? value.toPrecision(4) : decimals(value, 3);
}

function decimals(value: number | null | undefined, digits: number): string {
  return typeof value === 'number' ? value.toFixed(digits) : '–';
}

function shortLambda(text: string): string {
  const value = Number(text);
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : text;
}
