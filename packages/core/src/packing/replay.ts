import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { GraphNode } from '../trace/node.ts';

/** Computes one traced value, not an input, from its operands' values. */
export function replay<T extends object>(
  ops: TensorOpsV1<T>,
  { operation, shape }: GraphNode,
  operands: readonly T[],
): T {
  const [a, b] = operands as readonly [T, T];
  switch (operation.kind) {
    case 'input':
      throw new TypeError('an input has no operation to replay');
    case 'constant':
      return ops.constant(operation.values, shape);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'maximum':
    case 'minimum':
    case 'greater':
      return ops[operation.kind](a, b);
    case 'abs':
    case 'sqrt':
    case 'exp':
    case 'log':
    case 'tanh':
    case 'sigmoid':
    case 'erf':
      return ops[operation.kind](a);
    case 'sum':
    case 'max':
      return ops[operation.kind](a, operation.axis);
    case 'reshape':
      return ops.reshape(a, shape);
    case 'slice':
      return ops.slice(a, operation.axis, operation.start, operation.length);
    case 'concat':
      return ops.concat(operands, operation.axis);
    case 'matmul':
      return ops.matmul(a, b, operation.transposeA, operation.transposeB);
    case 'gather':
      return ops.gather(a, b);
  }
}
