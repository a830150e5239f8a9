import { Rng } from '@chainzrule/core';
import { quantileOf } from './descriptive.ts';

/** Ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/** The 95 % percentile bootstrap interval of the mean of `values`, seeded so that a report has the same bytes each time. */
export function bootstrapMean(values: readonly number[]): Interval {
  if (values.length < 2) return { low: Number.NaN, high: Number.NaN };
  const rng = Rng.fromSeed('bootstrap');
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[rng.integer(values.length)]!;
    return sum / values.length;
  });
  return { low: quantileOf(means, 0.025), high: quantileOf(means, 0.975) };
}
