/** A matrix inside an array: element (r, c) is `data[r · rowStep + c · colStep]`, so a transpose costs nothing. */
export interface Strides {
  readonly row: number;
  readonly col: number;
}

const TILE = 4;

/**
 * out [m, n] = a [m, k] · b [k, n], row-major. Works in 4 × 4 tiles whose sixteen sums stay in registers; every element is
 * the plain sum over k in order, so tiling does not change a bit.
 */
export function matmul(
  out: Float64Array,
  a: Float64Array,
  sa: Strides,
  b: Float64Array,
  sb: Strides,
  m: number,
  n: number,
  k: number,
): void {
  const tiledRows = m - (m % TILE);
  const tiledCols = n - (n % TILE);
  for (let i = 0; i < tiledRows; i += TILE) {
    for (let j = 0; j < tiledCols; j += TILE) tile(out, a, sa, b, sb, n, k, i, j);
  }
  for (let i = 0; i < tiledRows; i++) {
    for (let j = tiledCols; j < n; j++) out[i * n + j] = dot(a, i * sa.row, sa.col, b, j * sb.col, sb.row, k);
  }
  for (let i = tiledRows; i < m; i++) {
    for (let j = 0; j < n; j++) out[i * n + j] = dot(a, i * sa.row, sa.col, b, j * sb.col, sb.row, k);
  }
}

function dot(
  a: Float64Array,
  ia: number,
  stepA: number,
  b: Float64Array,
  ib: number,
  stepB: number,
  k: number,
): number {
  let sum = 0;
  for (let p = 0; p < k; p++, ia += stepA, ib += stepB) sum += a[ia]! * b[ib]!;
  return sum;
}

function tile(
  out: Float64Array,
  a: Float64Array,
  sa: Strides,
  b: Float64Array,
  sb: Strides,
  n: number,
  k: number,
  i: number,
  j: number,
): void {
  const [rowA, colA, rowB, colB] = [sa.row, sa.col, sb.row, sb.col];
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0;
  let s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0;
  let s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  let ia = i * rowA;
  let ib = j * colB;
  for (let p = 0; p < k; p++, ia += colA, ib += rowB) {
    const b0 = b[ib]!;
    const b1 = b[ib + colB]!;
    const b2 = b[ib + 2 * colB]!;
    const b3 = b[ib + 3 * colB]!;
    const a0 = a[ia]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    const a1 = a[ia + rowA]!;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    const a2 = a[ia + 2 * rowA]!;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    const a3 = a[ia + 3 * rowA]!;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  const o = i * n + j;
  out[o] = s00;
  out[o + 1] = s01;
  out[o + 2] = s02;
  out[o + 3] = s03;
  out[o + n] = s10;
  out[o + n + 1] = s11;
  out[o + n + 2] = s12;
  out[o + n + 3] = s13;
  out[o + 2 * n] = s20;
  out[o + 2 * n + 1] = s21;
  out[o + 2 * n + 2] = s22;
  out[o + 2 * n + 3] = s23;
  out[o + 3 * n] = s30;
  out[o + 3 * n + 1] = s31;
  out[o + 3 * n + 2] = s32;
  out[o + 3 * n + 3] = s33;
}
