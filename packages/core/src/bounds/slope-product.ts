import type { Matrix } from '../contract/matrix.ts';
import type { Tensor } from '../contract/parameters.ts';
import { matmul } from '../reference/matmul.ts';
import { euclideanNormUp, largestMagnitude, productUp, roundingOf } from './rounding.ts';
import { spectralNorm } from './spectral-norm.ts';

/** A product of consecutive linear maps, `W diag(D) W …`, with what rounding may have done to it. */
export interface SlopeProduct {
  readonly matrix: Matrix;
  /** ‖computed − exact‖_F is at most this; the matrix is unusable, and this Infinity, after an overflow. */
  readonly error: number;
  /** The product of the maps' norms, which bounds it without the matrix. */
  factorNorm(): number;
}

/** W diag(slope) of a kernel [in, out]; no slope is all ones. A zero weight stays zero under an infinite slope. */
export function scaledKernel(kernel: Tensor, slope: Float64Array | undefined): SlopeProduct {
  const [rows, cols] = kernel.shape as readonly [number, number];
  const data = slope ? kernel.data.map((weight, i) => nonzeroProduct(weight, slope[i % cols]!)) : kernel.data;
  const matrix = { data, rows, cols };
  const error = slope ? roundingError(matrix) : 0;
  let norm: number | undefined;
  return { matrix, error, factorNorm: () => (norm ??= upwards(spectralNorm(matrix) + error)) };
}

/** left · right, with both errors carried on. */
export function multiplied(left: SlopeProduct, right: SlopeProduct): SlopeProduct {
  const [a, b] = [left.matrix, right.matrix];
  const data = new Float64Array(a.rows * b.cols);
  matmul(
    data,
    a.data as Float64Array,
    { row: a.cols, col: 1 },
    b.data as Float64Array,
    { row: b.cols, col: 1 },
    a.rows,
    b.cols,
    a.cols,
  );
  const [sizeA, sizeB] = [euclideanNormUp(a.data), euclideanNormUp(b.data)];
  const ownError = productUp(productUp(roundingOf(a.cols), sizeA), sizeB);
  const underflow = sizeA === 0 || sizeB === 0 ? 0 : data.length * a.cols * Number.MIN_VALUE;
  const carried = productUp(left.error, upwards(sizeB + right.error)) + productUp(sizeA, right.error);
  const finite = largestMagnitude(data) < Number.POSITIVE_INFINITY;
  return {
    matrix: { data, rows: a.rows, cols: b.cols },
    error: finite ? upwards(ownError + carried) + underflow : Number.POSITIVE_INFINITY,
    factorNorm: () => productUp(left.factorNorm(), right.factorNorm()),
  };
}

/** ‖product‖₂ from above: of the matrix itself, or of its factors where that is less. */
export function productNorm(product: SlopeProduct): number {
  if (product.error === Number.POSITIVE_INFINITY) return product.factorNorm();
  return upwards(spectralNorm(product.matrix) + product.error);
}

/** a · b, zero only where a factor is, so that a product matrix of zeros is exact and no underflow hides a slope. */
function nonzeroProduct(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return a * b || Math.sign(a) * Math.sign(b) * Number.MIN_VALUE;
}

/** Elementwise rounding of one multiplication each, in the Frobenius norm. */
function roundingError({ data }: Matrix): number {
  const size = euclideanNormUp(data);
  return size === 0 ? 0 : size * 2 * Number.EPSILON + data.length * Number.MIN_VALUE;
}

function upwards(x: number): number {
  return x * (1 + 2 * Number.EPSILON);
}
