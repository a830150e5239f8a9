import { type GraphNode, sizeOf } from '@chainzrule/core';
import { type Rule, rootOf } from '../rule.ts';
import type { ScheduleBuilder, Value } from '../schedule-builder.ts';

/**
 * On wasm the matrix product is fast only without its transposing flags (ten times and more), and an operand on the right must not be another
 * view of numbers that stood there with other dimensions: the wasm backend keeps what it packed by the numbers' place. So transposes are
 * made beforehand, and products with a single row or column by elementwise kernels.
 */
export const transposedProduct: Rule = (node) => {
  const { operation, operands, shape } = node;
  if (operation.kind !== 'matmul') return undefined;
  const [left, right] = operands as readonly [GraphNode, GraphNode];
  const { transposeA, transposeB } = operation;
  if (rootOf(left) === rootOf(right) && sizeOf(shape) === 1) return sumOfSquares(rootOf(left), shape);
  const inner = left.shape[transposeA ? 0 : 1]!;
  return {
    operands,
    emit(builder, [a, b]) {
      const l = builder.reshape(a!, left.shape);
      const r = builder.reshape(b!, right.shape);
      const [m, n] = shape as readonly [number, number];
      if (inner === 1) return elementwise(builder, builder.reshape(l, [m, 1]), builder.reshape(r, [1, n]));
      const rows = transposeA ? transpose(builder, l) : l;
      if (!transposeB) return product(builder, rows, r);
      if (n === 1) return rowSums(builder, elementwise(builder, rows, r));
      // Whichever transposes fewer numbers.
      if (sizeOf(right.shape) <= m * (inner + n)) return product(builder, rows, transpose(builder, r));
      const columns = transposeA ? l : transpose(builder, l);
      return transpose(builder, product(builder, r, columns));
    },
  };
};

function sumOfSquares(x: GraphNode, shape: readonly number[]): ReturnType<Rule> {
  return {
    operands: [x],
    emit(builder, [value]) {
      const squares = builder.call('Square', { x: value! }, {}, value!.shape);
      const axis = squares.shape.map((_, index) => index);
      return builder.reshape(builder.call('Sum', { x: squares }, { axis, keepDims: false }, []), shape);
    },
  };
}

function elementwise(builder: ScheduleBuilder, a: Value, b: Value): Value {
  const shape = [Math.max(a.shape[0]!, b.shape[0]!), Math.max(a.shape[1]!, b.shape[1]!)];
  return builder.call('Multiply', { a, b }, {}, shape);
}

function rowSums(builder: ScheduleBuilder, x: Value): Value {
  return builder.call('Sum', { x }, { axis: [1], keepDims: true }, [x.shape[0]!, 1]);
}

function transpose(builder: ScheduleBuilder, x: Value): Value {
  return builder.call('Transpose', { x }, { perm: [1, 0] }, [x.shape[1]!, x.shape[0]!]);
}

function product(builder: ScheduleBuilder, a: Value, b: Value): Value {
  return builder.call('BatchMatMul', { a, b }, { transposeA: false, transposeB: false }, [a.shape[0]!, b.shape[1]!]);
}
