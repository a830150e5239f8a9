/** A tensor, or a plain number that stands for a scalar. */
export type Operand<T> = T | number;

/** Dimensions, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/**
 * The operations in which the whole mathematics is written, once, in the core.
 *
 * A backend supplies these on its own tensor type `T`; shapes are static, elements are real numbers in the backend's format.
 * Binary operations broadcast as NumPy does. Nothing changes its operands, and operands may be used again later.
 * Shapes are right when they arrive: an implementation need not check them.
 */
export interface TensorOpsV1<T extends object> {
  /** The tensor's dimensions. */
  shape(tensor: T): Shape;
  /** A constant known while the step is written (an identity matrix, say); row-major. */
  constant(values: ArrayLike<number>, shape: Shape): T;

  add(a: Operand<T>, b: Operand<T>): T;
  subtract(a: Operand<T>, b: Operand<T>): T;
  multiply(a: Operand<T>, b: Operand<T>): T;
  divide(a: Operand<T>, b: Operand<T>): T;
  maximum(a: Operand<T>, b: Operand<T>): T;
  minimum(a: Operand<T>, b: Operand<T>): T;
  /** 1 where a > b, else 0; 0 where either is NaN. */
  greater(a: Operand<T>, b: Operand<T>): T;

  abs(a: T): T;
  sqrt(a: T): T;
  exp(a: T): T;
  log(a: T): T;
  tanh(a: T): T;
  /** 1 / (1 + e^−a), without overflow. */
  sigmoid(a: T): T;
  /** The error function, 2/√π ∫₀ᵃ e^(−t²) dt. */
  erf(a: T): T;

  /** Sum over one axis, which stays with length 1. */
  sum(a: T, axis: number): T;
  /** Largest element along one axis, which stays with length 1. */
  max(a: T, axis: number): T;
  /** The same elements, row-major, under another shape of the same size. */
  reshape(a: T, shape: Shape): T;
  /** `length` consecutive entries of one axis, from `start`. */
  slice(a: T, axis: number, start: number, length: number): T;
  /** Tensors that agree in every other axis, one after another along `axis`. */
  concat(parts: readonly T[], axis: number): T;
  /** Matrix product of two matrices; `transposeA` takes a as [k, m], `transposeB` takes b as [n, k]. */
  matmul(a: T, b: T, transposeA?: boolean, transposeB?: boolean): T;
  /** Rows of a matrix by index: a [n, d], indices [m] integers → [m, d]. */
  gather(a: T, indices: T): T;
}
