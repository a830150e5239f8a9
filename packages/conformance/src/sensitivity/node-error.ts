import { type ArithmeticV1, type GraphNode, sizeOf } from '@chainzrule/core';
import { nodeKernel } from '@chainzrule/core/reference';

/**
 * How far rounding may move each element of one node, or undefined where it moves nothing: u|v| for one operation,
 * u(Σ|t| + √n |Σt|) for a sum or a product row of n terms t, the declared error for an elementary function.
 */
export function nodeError(
  node: GraphNode,
  values: Float64Array,
  operands: readonly Float64Array[],
  { unitRoundoff: u, elementary }: ArithmeticV1,
): Float64Array | undefined {
  switch (node.operation.kind) {
    case 'add':
    case 'subtract':
    case 'multiply':
      return relative(values, u);
    case 'divide':
      return relative(values, u * elementary.div);
    case 'sqrt':
    case 'exp':
    case 'tanh':
    case 'erf':
      return relative(values, u * elementary[node.operation.kind]);
    case 'log':
      // Near log 1 = 0 the argument's own rounding is as large as u, so the error is taken against 1 there.
      return values.map((value) => u * elementary.log * Math.max(Math.abs(value), 1));
    case 'sigmoid':
      return relative(values, u * (elementary.exp + elementary.div + 1));
    case 'sum':
      return reduction(node, values, operands, node.operands[0]!.shape[node.operation.axis]!, u);
    case 'matmul':
      return reduction(node, values, operands, termsOf(node), u);
    default:
      return undefined;
  }
}

/** Terms of each element of a matrix product. */
export function termsOf(node: GraphNode): number {
  const { operation, operands } = node;
  return operation.kind === 'matmul' ? operands[0]!.shape[operation.transposeA ? 0 : 1]! : 1;
}

function relative(values: Float64Array, factor: number): Float64Array {
  return values.map((value) => factor * Math.abs(value));
}

/** Σ|t| by the same loop on absolute values. */
function reduction(
  node: GraphNode,
  values: Float64Array,
  operands: readonly Float64Array[],
  terms: number,
  u: number,
): Float64Array {
  const absolute = new Float64Array(sizeOf(node.shape));
  nodeKernel(node)!(
    absolute,
    operands.map((operand) => operand.map(Math.abs)),
  );
  const root = Math.sqrt(terms);
  return absolute.map((total, index) => u * (total + root * Math.abs(values[index]!)));
}
