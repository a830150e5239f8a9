import type { Matrix } from '../contract/matrix.ts';
import { describeValue, fail } from '../errors/fail.ts';

/** Checks a matrix of inputs: its type, its length, its column count, and that every element is finite. */
export function checkMatrix(call: string, name: string, matrix: Matrix, cols: number): void {
  const data: unknown = matrix?.data;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    fail(
      'INVALID_ARGUMENT',
      `${call}: ${name} must be a matrix { data: Float32Array | Float64Array, rows, cols }, found ${describeValue(matrix)}`,
    );
  }
  const { rows } = matrix;
  if (
    !Number.isSafeInteger(rows) ||
    rows < 0 ||
    !Number.isSafeInteger(matrix.cols) ||
    data.length !== rows * matrix.cols
  ) {
    fail(
      'SHAPE_MISMATCH',
      `${call}: ${name} says ${rows} rows × ${matrix.cols} columns, its data holds ${data.length} numbers`,
      {
        rows,
        cols: matrix.cols,
        length: data.length,
      },
    );
  }
  if (matrix.cols !== cols) {
    fail('SHAPE_MISMATCH', `${call}: ${name} has ${matrix.cols} columns, the network takes ${cols}`, {
      found: matrix.cols,
      expected: cols,
    });
  }
  checkFinite(call, name, data, cols);
}

/** Throws at the first NaN or infinity, naming its row and column. */
export function checkFinite(call: string, name: string, data: Float32Array | Float64Array, cols: number): void {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    const [row, column] = [Math.floor(i / cols), i % cols];
    fail(
      'NON_FINITE_INPUT',
      `${call}: ${name} holds ${data[i]} at row ${row}, column ${column}; impute or drop it first`,
      { row, column },
    );
  }
}
