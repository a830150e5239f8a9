import { type GraphNode, sizeOf } from '../trace/node.ts';

/** The tensors t_i where a value is Σ_i ‖t_i‖², written as the sum of products of each, as a column, with itself; else undefined. */
export function normOf(node: GraphNode): readonly GraphNode[] | undefined {
  if (node.operation.kind !== 'sum' || sizeOf(node.shape) !== 1) return undefined;
  const [list] = node.operands as readonly [GraphNode];
  if (list.operation.kind !== 'concat') return undefined;
  const tensors = list.operands.map(squared);
  return tensors.every((tensor) => tensor !== undefined) ? tensors : undefined;
}

function squared({ operation, operands, shape }: GraphNode): GraphNode | undefined {
  const [a, b] = operands;
  const isSquare = operation.kind === 'matmul' && operation.transposeA && !operation.transposeB && a === b;
  return isSquare && sizeOf(shape) === 1 ? a : undefined;
}
