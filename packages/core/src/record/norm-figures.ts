import { tailRatio } from '../tail-ratio/index.ts';
import { finite } from './figures.ts';
import type { NormFigures } from './record.ts';

/** The figures of a tail ratio as JSON holds them. */
export function normFigures(values: Float64Array): NormFigures {
  const { ratio, mean, p50, p90, p99, max, histogram } = tailRatio(values);
  return {
    ratio: finite(ratio),
    mean: finite(mean),
    p50: finite(p50),
    p90: finite(p90),
    p99: finite(p99),
    max: finite(max),
    edges: [...histogram.edges],
    counts: [...histogram.counts],
  };
}
