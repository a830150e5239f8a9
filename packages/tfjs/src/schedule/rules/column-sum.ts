import type { GraphNode } from '@chainzrule/core';
import { type Match, numberOf, type Rule, rootOf } from '../rule.ts';
import type { ScheduleBuilder, Value } from '../schedule-builder.ts';

/** A sum over the rows of a matrix, times a number. */
interface ColumnSum {
  readonly x: GraphNode;
  readonly factor: number;
}

/** Recognises Σ_b x_b and c Σ_b x_b over a matrix; the plain sum must have no other use when the factor is taken in. */
function columnSum(node: GraphNode, uses: (node: GraphNode) => number): ColumnSum | undefined {
  if (node.operation.kind === 'multiply') {
    const [a, b] = node.operands as readonly [GraphNode, GraphNode];
    const factor = numberOf(b);
    const inner = factor === undefined || uses(a) > 1 ? undefined : columnSum(a, uses);
    return inner && { x: inner.x, factor: inner.factor * factor! };
  }
  const x = node.operands[0];
  if (node.operation.kind !== 'sum' || node.operation.axis !== 0 || x!.shape.length !== 2) return undefined;
  return { x: x!, factor: 1 };
}

/** As the product of a row of equal numbers with the matrix: on cpu a tenth of the sum's time. */
export const columnSumByProduct: Rule = (node, { uses }) => {
  const found = columnSum(node, uses);
  if (found === undefined) return undefined;
  const [rows, columns] = found.x.shape as readonly [number, number];
  return {
    operands: [found.x],
    emit(builder, [x]) {
      const row = builder.constant(new Float32Array(rows).fill(found.factor), [1, rows]);
      const b = builder.reshape(x!, found.x.shape);
      return builder.call('BatchMatMul', { a: row, b }, { transposeA: false, transposeB: false }, [1, columns]);
    },
  };
};

/** As average pooling over the rows: on wasm a third of the sum's time. */
export const columnSumByPooling: Rule = (node, { uses }) => joined(node, uses) ?? single(node, uses);

function single(node: GraphNode, uses: (node: GraphNode) => number): Match | undefined {
  const found = columnSum(node, uses);
  if (found === undefined) return undefined;
  return {
    operands: [found.x],
    emit: (builder, [x]) => scaled(builder, pooled(builder, x!, found.x), found.factor * found.x.shape[0]!),
  };
}

/** Sums over equally many rows, laid end to end, are brought from means to sums together. */
function joined(node: GraphNode, uses: (node: GraphNode) => number): Match | undefined {
  const { operation, operands, shape } = node;
  if (operation.kind !== 'concat' || shape.slice(0, operation.axis).some((length) => length !== 1)) return undefined;
  const sums = operands.map((operand) => columnSum(rootOf(operand), uses));
  const first = sums[0];
  if (first === undefined || sums.length < 2) return undefined;
  const rows = first.x.shape[0]!;
  if (!sums.every((sum) => sum !== undefined && sum.x.shape[0] === rows && sum.factor === first.factor))
    return undefined;
  const axis = operands.every((operand) => operand.shape.length === 1) ? 0 : 1;
  if (axis === 1 && !operands.every((operand) => operand.shape.length === 2 && operand.shape[0] === 1))
    return undefined;
  return {
    operands: sums.map((sum) => sum!.x),
    emit(builder, values) {
      const parts = values.map((x, index) =>
        builder.reshape(pooled(builder, x, sums[index]!.x), operands[index]!.shape),
      );
      const means = builder.call('Concat', parts, { axis }, axis === operation.axis ? shape : joinedShape(parts, axis));
      return builder.reshape(scaled(builder, means, first.factor * rows), shape);
    },
  };
}

function joinedShape(parts: readonly Value[], axis: number): number[] {
  const total = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return [...parts[0]!.shape.slice(0, axis), total];
}

function pooled(builder: ScheduleBuilder, value: Value, { shape }: GraphNode): Value {
  const [rows, columns] = shape as readonly [number, number];
  const x = builder.reshape(value, [1, rows, 1, columns]);
  const means = builder.call('AvgPool', { x }, { filterSize: [rows, 1], strides: [1, 1], pad: 'valid' }, [
    1,
    1,
    1,
    columns,
  ]);
  return builder.reshape(means, [1, columns]);
}

function scaled(builder: ScheduleBuilder, value: Value, factor: number): Value {
  if (factor === 1) return value;
  return builder.call('Multiply', { a: value, b: builder.constant([factor], []) }, {}, value.shape);
}
