import type { Shape } from '../contract/tensor-ops.ts';

/** Names of the elementwise operations on two operands. */
export type BinaryName = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum' | 'greater';

/** Names of the elementwise operations on one operand. */
export type UnaryName = 'abs' | 'sqrt' | 'exp' | 'log' | 'tanh' | 'sigmoid' | 'erf';

/** What a node computes, without its operands. */
export type NodeOperation =
  | { readonly kind: 'input'; readonly position: number }
  | { readonly kind: 'constant'; readonly values: Float64Array }
  | { readonly kind: BinaryName | UnaryName | 'reshape' | 'gather' }
  | { readonly kind: 'sum' | 'max' | 'concat'; readonly axis: number }
  | { readonly kind: 'slice'; readonly axis: number; readonly start: number; readonly length: number }
  | { readonly kind: 'matmul'; readonly transposeA: boolean; readonly transposeB: boolean };

/** One value of a traced function. */
export interface GraphNode {
  readonly id: number;
  readonly operation: NodeOperation;
  /** Nodes that come before this one. */
  readonly operands: readonly GraphNode[];
  readonly shape: Shape;
}

/** A traced function: nodes in an order in which they can be computed, operands first; only nodes that an output needs. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** One per input of the function, in order; an input that no output needs is still here, not in `nodes`. */
  readonly inputs: readonly GraphNode[];
  readonly outputs: readonly GraphNode[];
}

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dim of shape) size *= dim;
  return size;
}
