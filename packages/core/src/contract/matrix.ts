/** A dense matrix, row-major: element (r, c) is `data[r · cols + c]`; `data.length = rows · cols`. */
export interface Matrix {
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly cols: number;
}
