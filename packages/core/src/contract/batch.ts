import type { Matrix } from './matrix.ts';

/**
 * Rows with their targets.
 *
 * `x`: [rows, inputs], already prepared. `y`: class indices 0 … K−1 (binary: 0 or 1), or a matrix [rows, outputs] for
 * regression (a plain array is one output). `weights`: [rows], ≥ 0 with a positive sum: sample and class weights, and padding.
 * Every mean over the batch is `Σ w v / Σ w`.
 */
export interface Batch {
  readonly x: Matrix;
  readonly y: Float64Array | Matrix;
  readonly weights?: Float64Array | undefined;
}
