import { broadcastShapes, type Graph, type GraphNode, type Shape } from '@chainzrule/core';
import type { Schedule } from './schedule.ts';
import { dropLeadingOnes, ScheduleBuilder, sameShape, type Value } from './schedule-builder.ts';

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

/** Writes a traced function as kernel calls. */
export function lowerGraph(graph: Graph): Schedule {
  const builder = new ScheduleBuilder(graph.inputs.length);
  const values = new Map<GraphNode, Value>();
  graph.inputs.forEach((node, id) => {
    values.set(node, { id, shape: node.shape });
  });
  for (const node of graph.nodes) {
    if (node.operation.kind === 'input') continue;
    const operands = node.operands.map((operand) => values.get(operand)!);
    values.set(node, lowerNode(builder, node, operands));
  }
  return builder.finish(graph.outputs.map((node) => builder.reshape(values.get(node)!, node.shape)));
}

/**
 * One node as kernel calls. A value may lack leading dimensions of length 1 that its node has, or have some more: broadcasting does not see
 * the difference, and what does gets the node's own shape.
 */
function lowerNode(builder: ScheduleBuilder, node: GraphNode, operands: readonly Value[]): Value {
  const { operation, shape } = node;
  const [a, b] = operands as readonly [Value, Value];
  const inFull = (value: Value, index: number): Value => builder.reshape(value, node.operands[index]!.shape);
  switch (operation.kind) {
    case 'input':
      throw new TypeError('an input is no kernel call');
    case 'constant':
      return builder.constant(operation.values, dropLeadingOnes(shape));
    case 'reshape':
      return sameShape(dropLeadingOnes(a.shape), dropLeadingOnes(shape)) ? a : builder.reshape(a, shape);
    case 'sum':
    case 'max': {
      const { value, axis } = withoutOnesBefore(builder, a, node.operands[0]!.shape, operation.axis);
      const keepDims = axis > 0;
      const result = keepDims ? value.shape.with(axis, 1) : value.shape.slice(1);
      return operation.kind === 'sum'
        ? builder.call('Sum', { x: value }, { axis: [axis], keepDims }, result)
        : builder.call('Max', { x: value }, { reductionIndices: [axis], keepDims }, result);
    }
    case 'slice': {
      const { value, axis } = withoutOnesBefore(builder, a, node.operands[0]!.shape, operation.axis);
      const begin = value.shape.map((_, index) => (index === axis ? operation.start : 0));
      const size = value.shape.with(axis, operation.length);
      return builder.call('Slice', { x: value }, { begin, size }, size);
    }
    case 'concat':
      return concat(builder, node, operands, operation.axis);
    case 'matmul': {
      const { transposeA, transposeB } = operation;
      return builder.call('BatchMatMul', { a: inFull(a, 0), b: inFull(b, 1) }, { transposeA, transposeB }, shape);
    }
    case 'gather': {
      const indices = builder.call('Cast', { x: b }, { dtype: 'int32' }, b.shape);
      return builder.call('GatherV2', { x: inFull(a, 0), indices }, { axis: 0, batchDims: 0 }, shape);
    }
    case 'greater': {
      const flags = binary(builder, KERNELS.greater, a, b);
      return builder.call('Cast', { x: flags }, { dtype: 'float32' }, flags.shape);
    }
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'maximum':
    case 'minimum':
      return binary(builder, KERNELS[operation.kind], a, b);
    default:
      return builder.call(KERNELS[operation.kind], { x: a }, {}, a.shape);
  }
}

function binary(builder: ScheduleBuilder, kernel: string, a: Value, b: Value): Value {
  const alike = sameShape(a.shape, b.shape);
  const [left, right] = alike ? [a, b] : [builder.withoutLeadingOnes(a), builder.withoutLeadingOnes(b)];
  return builder.call(kernel, { a: left, b: right }, {}, broadcastShapes(left.shape, right.shape));
}

/** A value without the dimensions of length 1 in front, and where an axis of its node is in it. */
function withoutOnesBefore(
  builder: ScheduleBuilder,
  value: Value,
  nodeShape: Shape,
  axis: number,
): { readonly value: Value; readonly axis: number } {
  const bare = builder.withoutLeadingOnes(value);
  return { value: bare, axis: axis - nodeShape.length + bare.shape.length };
}

/** Along the first axis that is longer than 1, rows of numbers can be joined as they are. */
function concat(builder: ScheduleBuilder, node: GraphNode, operands: readonly Value[], axis: number): Value {
  const rows = operands.map((value) => dropLeadingOnes(value.shape));
  const areRows =
    rows.every((shape) => shape.length === 1) && node.shape.slice(0, axis).every((length) => length === 1);
  if (!areRows) {
    const parts = operands.map((value, index) => builder.reshape(value, node.operands[index]!.shape));
    return builder.call('Concat', parts, { axis }, node.shape);
  }
  const parts = operands.map((value) => builder.withoutLeadingOnes(value));
  const joined = builder.call('Concat', parts, { axis: 0 }, [rows.reduce((sum, [length]) => sum + length!, 0)]);
  return builder.reshape(joined, node.shape);
}
