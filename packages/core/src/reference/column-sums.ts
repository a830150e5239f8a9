/** `out[i] = Σ_r a[r, i] b[r, i]` over rows in order: a product summed over its first axis without being stored. */
export function sumOfProducts(out: Float64Array, a: Float64Array, b: Float64Array, rows: number, cols: number): void {
  const tiled = cols - (cols % 4);
  for (let i = 0; i < tiled; i += 4) {
    // Four columns at a time, so that the sums stay in registers.
    let s0 = a[i]! * b[i]!;
    let s1 = a[i + 1]! * b[i + 1]!;
    let s2 = a[i + 2]! * b[i + 2]!;
    let s3 = a[i + 3]! * b[i + 3]!;
    for (let row = 1, at = i + cols; row < rows; row++, at += cols) {
      s0 += a[at]! * b[at]!;
      s1 += a[at + 1]! * b[at + 1]!;
      s2 += a[at + 2]! * b[at + 2]!;
      s3 += a[at + 3]! * b[at + 3]!;
    }
    out[i] = s0;
    out[i + 1] = s1;
    out[i + 2] = s2;
    out[i + 3] = s3;
  }
  for (let i = tiled; i < cols; i++) {
    let sum = a[i]! * b[i]!;
    for (let row = 1, at = i + cols; row < rows; row++, at += cols) sum += a[at]! * b[at]!;
    out[i] = sum;
  }
}

/** `out[i] = Σ_r a[start + r · cols + i]` over rows in order. */
export function sumOfRows(
  out: Float64Array,
  to: number,
  a: Float64Array,
  start: number,
  rows: number,
  cols: number,
): void {
  const tiled = cols - (cols % 4);
  for (let i = 0; i < tiled; i += 4) {
    let s0 = a[start + i]!;
    let s1 = a[start + i + 1]!;
    let s2 = a[start + i + 2]!;
    let s3 = a[start + i + 3]!;
    for (let row = 1, at = start + i + cols; row < rows; row++, at += cols) {
      s0 += a[at]!;
      s1 += a[at + 1]!;
      s2 += a[at + 2]!;
      s3 += a[at + 3]!;
    }
    out[to + i] = s0;
    out[to + i + 1] = s1;
    out[to + i + 2] = s2;
    out[to + i + 3] = s3;
  }
  for (let i = tiled; i < cols; i++) {
    let sum = a[start + i]!;
    for (let row = 1, at = start + i + cols; row < rows; row++, at += cols) sum += a[at]!;
    out[to + i] = sum;
  }
}
