import type { Operand, Shape, TensorOpsV1 } from '../contract/tensor-ops.ts';
import { broadcastShapes } from './broadcast.ts';
import type { BinaryName, Graph, GraphNode, NodeOperation, UnaryName } from './node.ts';

/** A function over tensors, written once for every tensor type. It must be pure: same inputs, same operations. */
export type TensorFunction = <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]) => readonly T[];

/**
 * Writes a function down as a graph by running it once on symbols. Equal operations on equal operands become one node, and
 * what no output needs is left out.
 */
export function trace(fn: TensorFunction, inputShapes: readonly Shape[]): Graph {
  const nodes: GraphNode[] = [];
  const known = new Map<string, GraphNode>();

  const emit = (operation: NodeOperation, operands: readonly GraphNode[], shape: Shape): GraphNode => {
    const key = keyOf(operation, operands, shape);
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    const node: GraphNode = { id: nodes.length, operation, operands, shape };
    nodes.push(node);
    known.set(key, node);
    return node;
  };

  const inputs = inputShapes.map((shape, position) => emit({ kind: 'input', position }, [], shape));
  const outputs = fn(symbols(emit), inputs);
  return { nodes: needed(nodes, outputs), inputs, outputs };
}

type Emit = (operation: NodeOperation, operands: readonly GraphNode[], shape: Shape) => GraphNode;

function symbols(emit: Emit): TensorOpsV1<GraphNode> {
  const constant = (values: ArrayLike<number>, shape: Shape): GraphNode =>
    emit({ kind: 'constant', values: Float64Array.from(values) }, [], shape);
  const node = (operand: Operand<GraphNode>): GraphNode =>
    typeof operand === 'number' ? constant([operand], []) : operand;
  const binary = (kind: BinaryName) => (a: Operand<GraphNode>, b: Operand<GraphNode>) => {
    const [left, right] = [node(a), node(b)];
    return emit({ kind }, [left, right], broadcastShapes(left.shape, right.shape));
  };
  const unary = (kind: UnaryName) => (a: GraphNode) => emit({ kind }, [a], a.shape);
  const reduce = (kind: 'sum' | 'max') => (a: GraphNode, axis: number) =>
    a.shape[axis] === 1 ? a : emit({ kind, axis }, [a], a.shape.with(axis, 1));

  return {
    shape: (tensor) => tensor.shape,
    constant,
    add: binary('add'),
    subtract: binary('subtract'),
    multiply: binary('multiply'),
    divide: binary('divide'),
    maximum: binary('maximum'),
    minimum: binary('minimum'),
    greater: binary('greater'),
    abs: unary('abs'),
    sqrt: unary('sqrt'),
    exp: unary('exp'),
    log: unary('log'),
    tanh: unary('tanh'),
    sigmoid: unary('sigmoid'),
    erf: unary('erf'),
    sum: reduce('sum'),
    max: reduce('max'),
    reshape: (a, shape) => (sameShape(a.shape, shape) ? a : emit({ kind: 'reshape' }, [a], shape)),
    slice: (a, axis, start, length) =>
      length === a.shape[axis] ? a : emit({ kind: 'slice', axis, start, length }, [a], a.shape.with(axis, length)),
    concat(parts, axis) {
      if (parts.length === 1) return parts[0]!;
      const length = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
      return emit({ kind: 'concat', axis }, parts, parts[0]!.shape.with(axis, length));
    },
    matmul(a, b, transposeA = false, transposeB = false) {
      const shape = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
      return emit({ kind: 'matmul', transposeA, transposeB }, [a, b], shape);
    },
    gather: (a, indices) => emit({ kind: 'gather' }, [a, indices], [indices.shape[0]!, a.shape[1]!]),
  };
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

function keyOf(operation: NodeOperation, operands: readonly GraphNode[], shape: Shape): string {
  const attributes = Object.values(operation).map((value) => (value instanceof Float64Array ? value.join(',') : value));
  return `${attributes.join(' ')}|${operands.map(({ id }) => id).join(' ')}|${shape.join(' ')}`;
}

function needed(nodes: readonly GraphNode[], outputs: readonly GraphNode[]): GraphNode[] {
  const used = new Set<GraphNode>(outputs);
  for (const node of nodes.toReversed()) {
    if (used.has(node)) for (const operand of node.operands) used.add(operand);
  }
  return nodes.filter((node) => used.has(node));
}
