import {
  type Graph,
  type GraphNode,
  replay,
  type Shape,
  sizeOf,
  type TensorFunction,
  type TensorOpsV1,
} from '@chainzrule/core';
import { type HostScalars, isHost } from './host-scalars.ts';

/**
 * The same function in fewer passes over tensors:
 *
 * - (x a) b = x (a b) for numbers a and b that are known on the host;
 * - θ − (m s) / r = θ + (m / r) (−s), which some devices do in one pass less;
 * - Σ_i a_i b_i of two rows as one product.
 */
export function simplified({ nodes, inputs, outputs }: Graph, scalars: HostScalars | undefined): TensorFunction {
  const isNumber = (node: GraphNode): boolean =>
    sizeOf(node.shape) === 1 &&
    (node.operation.kind === 'constant' || (scalars !== undefined && isHost(node, scalars)));

  return <T extends object>(ops: TensorOpsV1<T>, values: readonly T[]): readonly T[] => {
    const done = new Map<GraphNode, T>(inputs.map((node, index) => [node, values[index]!]));
    const value = (node: GraphNode): T => done.get(node)!;
    for (const node of nodes) {
      if (node.operation.kind === 'input') continue;
      done.set(node, rewrite(ops, node, value, isNumber) ?? replay(ops, node, node.operands.map(value)));
    }
    return outputs.map(value);
  };
}

function rewrite<T extends object>(
  ops: TensorOpsV1<T>,
  { operation, operands, shape }: GraphNode,
  value: (node: GraphNode) => T,
  isNumber: (node: GraphNode) => boolean,
): T | undefined {
  const [a, b] = operands as readonly [GraphNode, GraphNode];
  switch (operation.kind) {
    case 'multiply': {
      const outer = scaling(a, b, isNumber);
      const inner = outer && scalingOf(outer.x, isNumber);
      if (outer === undefined || inner === undefined || !sameShape(outer.x.shape, shape)) return undefined;
      return ops.multiply(value(inner.x), product(ops, value, inner.factor, outer.factor));
    }
    case 'subtract': {
      if (b.operation.kind !== 'divide') return undefined;
      const [dividend, divisor] = b.operands as readonly [GraphNode, GraphNode];
      const scaled = scalingOf(dividend, isNumber);
      if (scaled === undefined || sizeOf(divisor.shape) !== sizeOf(shape)) return undefined;
      const quotient = ops.divide(value(scaled.x), value(divisor));
      return ops.add(value(a), ops.multiply(quotient, product(ops, value, scaled.factor, -1)));
    }
    case 'sum': {
      const isRow = a.shape.length === 2 && a.shape[0] === 1 && operation.axis === 1;
      if (!isRow || a.operation.kind !== 'multiply') return undefined;
      const rows = a.operands as readonly [GraphNode, GraphNode];
      return rows.every((row) => sameShape(row.shape, a.shape))
        ? ops.matmul(value(rows[0]), value(rows[1]), false, true)
        : undefined;
    }
    default:
      return undefined;
  }
}

interface Scaling {
  readonly x: GraphNode;
  readonly factor: GraphNode;
}

function scalingOf({ operation, operands }: GraphNode, isNumber: (node: GraphNode) => boolean): Scaling | undefined {
  return operation.kind === 'multiply' ? scaling(operands[0]!, operands[1]!, isNumber) : undefined;
}

function scaling(a: GraphNode, b: GraphNode, isNumber: (node: GraphNode) => boolean): Scaling | undefined {
  if (isNumber(a) === isNumber(b)) return undefined;
  return isNumber(b) ? { x: a, factor: b } : { x: b, factor: a };
}

/** The product of two numbers; of two constants it is a constant. */
function product<T extends object>(
  ops: TensorOpsV1<T>,
  value: (node: GraphNode) => T,
  a: GraphNode,
  b: GraphNode | number,
): T {
  const [left, right] = [constantOf(a), typeof b === 'number' ? b : constantOf(b)];
  if (left !== undefined && right !== undefined) return ops.constant([left * right], []);
  return ops.multiply(value(a), typeof b === 'number' ? b : value(b));
}

function constantOf({ operation }: GraphNode): number | undefined {
  return operation.kind === 'constant' ? operation.values[0] : undefined;
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
