import { broadcastShapes, type Graph, type GraphNode, type Shape, type TensorFunction, trace } from '@chainzrule/core';
import { type HostScalars, isHost } from './host-scalars.ts';
import { type Match, type Rule, rootOf, type Surroundings } from './rule.ts';
import type { Schedule } from './schedule.ts';
import { dropLeadingOnes, ScheduleBuilder, sameShape, type Value } from './schedule-builder.ts';
import { simplified } from './simplify-graph.ts';

/** Kernels of TensorFlow.js that are one operation each. */
const KERNELS = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Multiply',
  divide: 'RealDiv',
  maximum: 'Maximum',
  minimum: 'Minimum',
  greater: 'Greater',
  abs: 'Abs',
  sqrt: 'Sqrt',
  exp: 'Exp',
  log: 'Log',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  erf: 'Erf',
} as const;

/** Writes a function as kernel calls. `scalars`: the input whose numbers the host knows, if there is one. */
export function lowerFunction(
  fn: TensorFunction,
  shapes: readonly Shape[],
  rules: readonly Rule[],
  scalars?: HostScalars,
): Schedule {
  return lowerGraph(trace(simplified(trace(fn, shapes), scalars), shapes), rules, scalars);
}

/** Writes a graph: each node by the first rule that fits it, else operation by operation. */
function lowerGraph(graph: Graph, rules: readonly Rule[], scalars: HostScalars | undefined): Schedule {
  const surroundings: Surroundings = { uses: countUses(graph), scalars, slicesOf: findSlices(graph) };
  const needed = new Set<GraphNode>(graph.outputs);
  const matches = new Map<GraphNode, Match>();
  for (const node of graph.nodes.toReversed()) {
    if (!needed.has(node) || node.operation.kind === 'input') continue;
    const match = matchOf(node, rules, surroundings);
    matches.set(node, match);
    for (const operand of match.operands) needed.add(operand);
  }
  const builder = new ScheduleBuilder(graph.inputs.length);
  const values = new Map<GraphNode, Value>();
  graph.inputs.forEach((node, id) => {
    values.set(node, { id, shape: node.shape });
  });
  for (const node of graph.nodes) {
    const match = matches.get(node);
    if (match === undefined) continue;
    const operands = match.operands.map((operand) => values.get(operand)!);
    values.set(node, match.emit(builder, operands));
  }
  return builder.finish(graph.outputs.map((node) => builder.reshape(values.get(node)!, node.shape)));
}

function countUses({ nodes, outputs }: Graph): (node: GraphNode) => number {
  const counts = new Map<GraphNode, number>();
  for (const node of [...nodes.flatMap(({ operands }) => operands), ...outputs])
    counts.set(node, (counts.get(node) ?? 0) + 1);
  return (node) => counts.get(node) ?? 0;
}

/** The slices of a tensor along one axis. */
function findSlices({ nodes }: Graph): Surroundings['slicesOf'] {
  const slices = nodes.filter(({ operation }) => operation.kind === 'slice');
  const groups = new Map<string, GraphNode[]>();
  const keyOf = (x: GraphNode, axis: number): string => `${x.id} ${axis}`;
  for (const node of slices) {
    const key = keyOf(node.operands[0]!, (node.operation as { readonly axis: number }).axis);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return (x, axis) => groups.get(keyOf(x, axis)) ?? [];
}

function matchOf(node: GraphNode, rules: readonly Rule[], surroundings: Surroundings): Match {
  const { operation, shape } = node;
  if (surroundings.scalars !== undefined && isHost(node, surroundings.scalars))
    return { operands: [], emit: (builder) => builder.hostScalar(rootOf(node), shape) };
  if (operation.kind === 'constant')
    return { operands: [], emit: (builder) => builder.constant(operation.values, shape) };
  if (operation.kind === 'reshape') return viewOf(node);
  for (const rule of rules) {
    const match = rule(node, surroundings);
    if (match !== undefined) return match;
  }
  return { operands: node.operands, emit: (builder, operands) => lowerNode(builder, node, operands) };
}

/** A view that differs from what it shows only in leading dimensions of length 1 is taken as that: broadcasting does not see them. */
function viewOf(node: GraphNode): Match {
  return {
    operands: [rootOf(node)],
    emit: (builder, [root]) =>
      sameShape(dropLeadingOnes(root!.shape), dropLeadingOnes(node.shape)) ? root! : builder.reshape(root!, node.shape),
  };
}

/** One operation as kernel calls. What looks at axes gets its operands in their nodes' own shapes. */
export function lowerNode(builder: ScheduleBuilder, node: GraphNode, operands: readonly Value[]): Value {
  const { operation, shape } = node;
  const full = operands.map((value, index) => builder.reshape(value, node.operands[index]!.shape));
  const [x, y] = full as [Value, Value];
  switch (operation.kind) {
    case 'input':
    case 'constant':
    case 'reshape':
      throw new TypeError(`${operation.kind} is no kernel call`);
    case 'sum':
      return builder.call('Sum', { x }, { axis: [operation.axis], keepDims: true }, shape);
    case 'max':
      return builder.call('Max', { x }, { reductionIndices: [operation.axis], keepDims: true }, shape);
    case 'slice': {
      const begin = shape.map((_, axis) => (axis === operation.axis ? operation.start : 0));
      return builder.call('Slice', { x }, { begin, size: shape }, shape);
    }
    case 'concat':
      return builder.call('Concat', full, { axis: operation.axis }, shape);
    case 'matmul': {
      const { transposeA, transposeB } = operation;
      return builder.call('BatchMatMul', { a: x, b: y }, { transposeA, transposeB }, shape);
    }
    case 'gather': {
      const indices = builder.call('Cast', { x: y }, { dtype: 'int32' }, y.shape);
      return builder.call('GatherV2', { x, indices }, { axis: 0, batchDims: 0 }, shape);
    }
    case 'greater': {
      const flags = binary(builder, KERNELS.greater, operands);
      return builder.call('Cast', { x: flags }, { dtype: 'float32' }, flags.shape);
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'maximum':
    case 'minimum':
      return binary(builder, KERNELS[operation.kind], operands);
    default:
      return builder.call(KERNELS[operation.kind], { x: operands[0]! }, {}, operands[0]!.shape);
  }
}

function binary(builder: ScheduleBuilder, kernel: string, operands: readonly Value[]): Value {
  const [first, second] = operands as readonly [Value, Value];
  const alike = sameShape(first.shape, second.shape);
  // Without dimensions of length 1 in front the cpu backend broadcasts by running through the shorter operand again and again.
  const [a, b] = alike ? [first, second] : [builder.withoutLeadingOnes(first), builder.withoutLeadingOnes(second)];
  return builder.call(kernel, { a, b }, {}, broadcastShapes(a.shape, b.shape));
}
