import type { Matrix } from '@chainzrule/core';
import type { DataSource } from './source.ts';
import { headFor } from './source-facts.ts';

/** Standardised vectors are clipped to this many standard deviations, as the core's tables are. */
const CLIP = 5;

/** A data set of vectors (embeddings) with labels: each column is standardised by its training rows. */
export function vectorSource(
  facts: Pick<DataSource, 'name' | 'sha256' | 'parts'>,
  vectors: Matrix,
  labels: Float64Array,
): DataSource {
  return {
    ...facts,
    rows: vectors.rows,
    labels,
    head: headFor(labels),
    prepare(train, sets) {
      const { mean, scale } = columnStatistics(vectors, train);
      return sets.map((rows) => standardised(vectors, rows, mean, scale));
    },
  };
}

function columnStatistics({ data, cols }: Matrix, rows: Int32Array): { mean: Float64Array; scale: Float64Array } {
  const mean = new Float64Array(cols);
  const scale = new Float64Array(cols);
  for (const row of rows) for (let c = 0; c < cols; c++) mean[c]! += data[row * cols + c]! / rows.length;
  for (const row of rows)
    for (let c = 0; c < cols; c++) scale[c]! += (data[row * cols + c]! - mean[c]!) ** 2 / rows.length;
  return { mean, scale: scale.map((variance) => (variance > 1e-24 ? Math.sqrt(variance) : 1)) };
}

function standardised({ data, cols }: Matrix, rows: Int32Array, mean: Float64Array, scale: Float64Array): Matrix {
  const taken = new Float64Array(rows.length * cols);
  rows.forEach((row, index) => {
    for (let c = 0; c < cols; c++) {
      const value = (data[row * cols + c]! - mean[c]!) / scale[c]!;
      taken[index * cols + c] = Math.min(Math.max(value, -CLIP), CLIP);
    }
  });
  return { data: taken, rows: rows.length, cols };
}
