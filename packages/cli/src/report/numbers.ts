import type { Figure } from '@chainzrule/core';

/** A figure with about four digits; a dash where there is none. */
export function number(value: Figure | undefined): string {
  if (value === null || value === undefined) return '–';
  return value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6)
    ? String(Number(value.toPrecision(4)))
    : value.toExponential(2);
}

/** A share as a percentage. */
export function percent(value: Figure | undefined): string {
  return value === null || value === undefined ? '–' : `${(100 * value).toFixed(1)} %`;
}

/** How a metric is written: shares as percentages, the rest as numbers. */
export function metricText(metric: string, value: Figure | undefined): string {
  if (metric === 'accuracy' || metric === 'balancedAccuracy' || metric === 'calibrationError') return percent(value);
  if (metric === 'rmse' || metric === 'mae') return number(value);
  return value === null || value === undefined ? '–' : value.toFixed(3);
}
