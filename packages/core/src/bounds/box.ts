import type { Matrix } from '../contract/matrix.ts';
import { describeValue, fail } from '../errors/fail.ts';
import { checkMatrix } from '../program/check-matrix.ts';

/** A product of intervals, one a column: `lower[c] ≤ x_c ≤ upper[c]`. Ends may be infinite. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * The smallest box around the rows of x [rows, columns], each side moved out by `margin` (default 0).
 *
 * A row on a face of the box has a certified radius of 0, so a certificate for the very rows that made the box needs a margin.
 * @throws ChainzRuleError `INVALID_ARGUMENT` without rows or for a negative margin, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`.
 */
export function boxOf(x: Matrix, margin = 0): Box {
  checkMatrix('boxOf', 'x', x, x?.cols);
  if (x.rows === 0) fail('INVALID_ARGUMENT', 'boxOf: x has no rows, a box needs at least one');
  if (!(margin >= 0 && margin < Number.POSITIVE_INFINITY)) {
    fail('INVALID_ARGUMENT', `boxOf: margin is ${describeValue(margin)}; it must be a finite number >= 0`);
  }
  const lower = new Float64Array(x.cols).fill(Number.POSITIVE_INFINITY);
  const upper = new Float64Array(x.cols).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < x.data.length; i++) {
    const column = i % x.cols;
    lower[column] = Math.min(lower[column]!, x.data[i]! - margin);
    upper[column] = Math.max(upper[column]!, x.data[i]! + margin);
  }
  return { lower, upper };
}

/** Checks a box: its types, its lengths, and lower ≤ upper without NaN. */
export function checkBox(call: string, box: Box, columns: number): void {
  const { lower, upper } = (box ?? {}) as Partial<Box>;
  if (!(lower instanceof Float64Array && upper instanceof Float64Array)) {
    fail(
      'INVALID_ARGUMENT',
      `${call}: box must be { lower: Float64Array, upper: Float64Array }, found ${describeValue(box)}; boxOf(x) makes one`,
    );
  }
  if (lower.length !== columns || upper.length !== columns) {
    fail(
      'SHAPE_MISMATCH',
      `${call}: box has ${lower.length} lower and ${upper.length} upper ends, the network takes ${columns} columns`,
      { lower: lower.length, upper: upper.length, expected: columns },
    );
  }
  for (let column = 0; column < columns; column++) {
    const [low, high] = [lower[column]!, upper[column]!];
    if (low <= high && low < Number.POSITIVE_INFINITY && high > Number.NEGATIVE_INFINITY) continue;
    fail(
      'INVALID_ARGUMENT',
      `${call}: box column ${column} is [${low}, ${high}]; lower must be <= upper, and neither may be NaN or lie wholly at infinity`,
      { column, low, high },
    );
  }
}
