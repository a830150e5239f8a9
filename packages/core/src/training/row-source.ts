import type { Batch } from '../contract/batch.ts';
import type { Matrix } from '../contract/matrix.ts';

/**
 * Training rows that are too many to hold, given piece by piece: pass after pass over the same rows without end, each pass in
 * an order of its own. One training at a time may take from it.
 */
export interface RowSource {
  /** Rows of one pass. */
  readonly rows: number;
  /** Columns of x. */
  readonly cols: number;
  /** Some rows of x, the same at all times, to measure tail ratios on. */
  readonly sample: Matrix;
  /** The rows at positions [from, to) of the endless stream, in its order. Asking for rising positions reads every row once a pass. */
  take(from: number, to: number): Promise<Batch>;
}

export function isRowSource(rows: Batch | RowSource): rows is RowSource {
  return typeof (rows as Partial<RowSource> | undefined)?.take === 'function';
}

/** Rows and columns of one pass. */
export function extentOf(rows: Batch | RowSource): { readonly rows: number; readonly cols: number } {
  return isRowSource(rows) ? rows : rows?.x;
}
