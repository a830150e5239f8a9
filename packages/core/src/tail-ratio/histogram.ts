/** Counts over bins of equal width: bin i is [edges[i], edges[i + 1]), the last one closed; `edges` is one longer than `counts`. */
export interface Histogram {
  readonly edges: number[];
  readonly counts: number[];
}

/**
 * The histogram of `sorted`: [n] finite, ≥ 0, ascending. The bins span its range; a single value v stands in the middle
 * of [0, 2v] (of [0, 1] if v is 0). No values give no bins.
 */
export function histogram(sorted: Float64Array, bins: number): Histogram {
  if (sorted.length === 0) return { edges: [], counts: [] };
  let low = sorted[0]!;
  let high = sorted[sorted.length - 1]!;
  if (low === high) {
    high = low === 0 ? 1 : Math.min(2 * low, Number.MAX_VALUE);
    low = 0;
  }
  const edges = Array.from({ length: bins + 1 }, (_, edge) => low + (high - low) * (edge / bins));
  edges[bins] = high;
  const counts = new Array<number>(bins).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { edges, counts };
}
