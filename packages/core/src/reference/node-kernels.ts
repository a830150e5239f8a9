import type { Shape } from '../contract/tensor-ops.ts';
import { type BinaryName, type GraphNode, sizeOf, type UnaryName } from '../trace/node.ts';
import { broadcastLoops } from './broadcast-loops.ts';
import { sumOfRows } from './column-sums.ts';
import { type BinaryKernel, binaryKernels, unaryKernels } from './elementwise-kernels.ts';
import { matmul } from './matmul.ts';

/** Computes one node: reads its operands' arrays and writes its own. */
export type NodeKernel = (out: Float64Array, operands: readonly Float64Array[]) => void;

/** Whether the node's result may be written over its first operand's array, sizes being equal. */
export function mayOverwrite(node: GraphNode, operand: number): boolean {
  const { kind } = node.operation;
  const elementwise = kind in binaryKernels || kind in unaryKernels;
  return elementwise && sizeOf(node.operands[operand]!.shape) === sizeOf(node.shape);
}

/** The loop of a node; inputs, constants and reshapes compute nothing. */
export function nodeKernel(node: GraphNode): NodeKernel | undefined {
  const { operation, operands, shape } = node;
  const [first, second] = operands;
  switch (operation.kind) {
    case 'input':
    case 'constant':
    case 'reshape':
      return undefined;
    case 'sum':
    case 'max':
      return reduce(first!.shape, operation.axis, operation.kind);
    case 'slice':
      return slice(first!.shape, operation.axis, operation.start, operation.length);
    case 'concat':
      return concat(
        operands.map((operand) => operand.shape),
        operation.axis,
      );
    case 'gather':
      return gather(shape);
    case 'matmul': {
      const { transposeA, transposeB } = operation;
      const [m, n] = shape as [number, number];
      const k = first!.shape[transposeA ? 0 : 1]!;
      const stridesA = transposeA ? { row: 1, col: m } : { row: k, col: 1 };
      const stridesB = transposeB ? { row: 1, col: k } : { row: n, col: 1 };
      return (out, [a, b]) => matmul(out, a!, stridesA, b!, stridesB, m, n, k);
    }
    default:
      return second === undefined
        ? unary(operation.kind as UnaryName, sizeOf(shape))
        : binary(operation.kind as BinaryName, shape, first!.shape, second.shape);
  }
}

function unary(name: UnaryName, size: number): NodeKernel {
  const kernel = unaryKernels[name];
  return (out, [a]) => kernel(out, a!, size);
}

function binary(name: BinaryName, shape: Shape, shapeA: Shape, shapeB: Shape): NodeKernel {
  const kernel: BinaryKernel = binaryKernels[name];
  const loops = broadcastLoops(shape, [shapeA, shapeB]);
  const {
    count: run,
    steps: [sa, sb],
  } = loops.at(-1)! as { count: number; steps: [number, number] };
  const walk = (
    level: number,
    out: Float64Array,
    o: number,
    a: Float64Array,
    ia: number,
    b: Float64Array,
    ib: number,
  ): number => {
    if (level === loops.length - 1) {
      kernel(out, o, a, ia, sa, b, ib, sb, run);
      return o + run;
    }
    const { count, steps } = loops[level]!;
    for (let i = 0; i < count; i++) o = walk(level + 1, out, o, a, ia + i * steps[0]!, b, ib + i * steps[1]!);
    return o;
  };
  return (out, [a, b]) => {
    walk(0, out, 0, a!, 0, b!, 0);
  };
}

/** Elements before, along and after an axis. */
function around(
  shape: Shape,
  axis: number,
): { readonly outer: number; readonly length: number; readonly inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}

function reduce(shape: Shape, axis: number, kind: 'sum' | 'max'): NodeKernel {
  const { outer, length, inner } = around(shape, axis);
  if (inner === 1) return (out, [a]) => reduceRows(out, a!, outer, length, kind);
  return (out, [a]) => {
    for (let o = 0; o < outer; o++) {
      const [to, from] = [o * inner, o * length * inner];
      if (kind === 'sum') sumOfRows(out, to, a!, from, length, inner);
      else maxOfRows(out, to, a!, from, length, inner);
    }
  };
}

function maxOfRows(out: Float64Array, to: number, a: Float64Array, start: number, rows: number, cols: number): void {
  for (let i = 0; i < cols; i++) {
    let largest = a[start + i]!;
    for (let row = 1; row < rows; row++) largest = Math.max(largest, a[start + row * cols + i]!);
    out[to + i] = largest;
  }
}

function reduceRows(out: Float64Array, a: Float64Array, rows: number, length: number, kind: 'sum' | 'max'): void {
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    let result = a[start]!;
    if (kind === 'sum') for (let i = 1; i < length; i++) result += a[start + i]!;
    else for (let i = 1; i < length; i++) result = Math.max(result, a[start + i]!);
    out[row] = result;
  }
}

function slice(shape: Shape, axis: number, start: number, taken: number): NodeKernel {
  const { outer, length, inner } = around(shape, axis);
  return (out, [a]) => {
    for (let o = 0; o < outer; o++) copy(out, o * taken * inner, a!, (o * length + start) * inner, taken * inner);
  };
}

function concat(shapes: readonly Shape[], axis: number): NodeKernel {
  const { outer, inner } = around(shapes[0]!, axis);
  const widths = shapes.map((shape) => shape[axis]! * inner);
  const total = widths.reduce((sum, width) => sum + width, 0);
  return (out, parts) => {
    let column = 0;
    for (const [index, width] of widths.entries()) {
      for (let o = 0; o < outer; o++) copy(out, o * total + column, parts[index]!, o * width, width);
      column += width;
    }
  };
}

function gather(shape: Shape): NodeKernel {
  const [rows, cols] = shape as [number, number];
  return (out, [a, indices]) => {
    for (let row = 0; row < rows; row++) copy(out, row * cols, a!, indices![row]! * cols, cols);
  };
}

function copy(out: Float64Array, to: number, a: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) out[to + i] = a[from + i]!;
}
