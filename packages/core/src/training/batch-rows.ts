import type { Batch } from '../contract/batch.ts';
import type { Matrix } from '../contract/matrix.ts';

/** The rows [from, to) of a matrix, as a view. */
export function matrixRows({ data, rows, cols }: Matrix, from: number, to: number): Matrix {
  const end = Math.min(to, rows);
  return { data: data.subarray(from * cols, end * cols), rows: end - from, cols };
}

/** The rows [from, to) of a batch, as views. */
export function batchRows({ x, y, weights }: Batch, from: number, to: number): Batch {
  return {
    x: matrixRows(x, from, to),
    y: y instanceof Float64Array ? y.subarray(from, to) : matrixRows(y, from, to),
    ...(weights && { weights: weights.subarray(from, to) }),
  };
}

/** The chosen rows of a batch, copied. */
export function takeRows({ x, y, weights }: Batch, rows: Int32Array): Batch {
  return {
    x: takeMatrixRows(x, rows),
    y: y instanceof Float64Array ? takeEntries(y, rows) : takeMatrixRows(y, rows),
    ...(weights && { weights: takeEntries(weights, rows) }),
  };
}

/** The chosen rows of a matrix, copied, in float64. */
export function takeMatrixRows({ data, cols }: Matrix, rows: Int32Array): Matrix {
  const taken = new Float64Array(rows.length * cols);
  rows.forEach((row, index) => taken.set(data.subarray(row * cols, (row + 1) * cols), index * cols));
  return { data: taken, rows: rows.length, cols };
}

function takeEntries(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

/** Batches without weights, one below the other, in float64. */
export function joinBatches(parts: readonly Batch[]): Batch {
  if (parts.length === 1) return parts[0]!;
  const [rows, cols] = [parts.reduce((sum, { x }) => sum + x.rows, 0), parts[0]!.x.cols];
  const data = new Float64Array(rows * cols);
  const y = new Float64Array(rows);
  let row = 0;
  for (const part of parts) {
    data.set(part.x.data, row * cols);
    y.set(part.y as Float64Array, row);
    row += part.x.rows;
  }
  return { x: { data, rows, cols }, y };
}
