import type { GraphNode, Shape } from '@chainzrule/core';
import { type Match, numberOf, type Rule, rootOf, type Surroundings } from '../rule.ts';
import type { ScheduleBuilder, Value } from '../schedule-builder.ts';

/** A sum over the rows of a matrix, times a number. */
interface ColumnSum {
  readonly x: GraphNode;
  readonly rows: number;
  readonly columns: number;
  readonly factor: number;
}

/** Recognises Σ_b x_b and c Σ_b x_b over a matrix; the plain sum must have no other use when the factor is taken in. */
function columnSum(node: GraphNode, surroundings: Surroundings): ColumnSum | undefined {
  if (node.operation.kind === 'multiply') {
    const [a, b] = node.operands as readonly [GraphNode, GraphNode];
    const factor = numberOf(b);
    const inner = factor === undefined || surroundings.uses(a) > 1 ? undefined : columnSum(a, surroundings);
    return inner && { ...inner, factor: inner.factor * factor! };
  }
  const x = node.operands[0];
  if (node.operation.kind !== 'sum' || node.operation.axis !== 0 || x!.shape.length !== 2) return undefined;
  const [rows, columns] = x!.shape as readonly [number, number];
  return { x: x!, rows, columns, factor: 1 };
}

/** How a device sums over rows: one matrix, or several of equally many rows with their sums end to end, [1, Σ columns]. */
interface Summation {
  one(builder: ScheduleBuilder, x: Value, sum: ColumnSum): Value;
  several(builder: ScheduleBuilder, values: readonly Value[], sums: readonly ColumnSum[]): Value;
}

function columnSumRule(by: Summation): Rule {
  return (node, surroundings) => {
    const sum = columnSum(node, surroundings);
    if (sum === undefined) return joinedSums(node, surroundings, by);
    const { x, rows, columns } = sum;
    return {
      operands: [x],
      emit: (builder, [value]) => by.one(builder, builder.reshape(value!, [rows, columns]), sum),
    };
  };
}

/** Sums that are laid end to end are made together as far as they follow one another. */
function joinedSums(
  { operation, operands, shape }: GraphNode,
  surroundings: Surroundings,
  by: Summation,
): Match | undefined {
  if (operation.kind !== 'concat' || !isRow(shape, operation.axis)) return undefined;
  const runs = runsOf(operands, surroundings);
  if (runs.every((run) => run.length === 1)) return undefined;
  return {
    operands: runs.flatMap((run) => run.map(({ node, sum }) => sum?.x ?? node)),
    emit(builder, values) {
      let place = 0;
      const parts = runs.map((run) => {
        const own = values.slice(place, (place += run.length));
        const size = run.reduce((total, { node }) => total + node.shape[operation.axis]!, 0);
        return builder.reshape(emitRun(builder, run, own, by), shape.with(operation.axis, size));
      });
      return parts.length === 1 ? parts[0]! : builder.call('Concat', parts, { axis: operation.axis }, shape);
    },
  };
}

interface Part {
  readonly node: GraphNode;
  readonly sum: ColumnSum | undefined;
}

function emitRun(builder: ScheduleBuilder, run: readonly Part[], values: readonly Value[], by: Summation): Value {
  const { node, sum } = run[0]!;
  if (sum === undefined) return builder.reshape(values[0]!, node.shape);
  const sums = run.map((part) => part.sum!);
  const matrices = values.map((x, index) => builder.reshape(x, [sums[index]!.rows, sums[index]!.columns]));
  return run.length === 1 ? by.one(builder, matrices[0]!, sum) : by.several(builder, matrices, sums);
}

/** Consecutive sums over equally many rows with the same factor; everything else by itself. */
function runsOf(operands: readonly GraphNode[], surroundings: Surroundings): readonly (readonly Part[])[] {
  const runs: Part[][] = [];
  for (const node of operands) {
    const root = rootOf(node);
    const sum = surroundings.uses(root) > 1 ? undefined : columnSum(root, surroundings);
    const last = runs.at(-1)?.at(-1)?.sum;
    const follows = sum !== undefined && last?.rows === sum.rows && last.factor === sum.factor;
    if (follows) runs.at(-1)!.push({ node, sum });
    else runs.push([{ node, sum }]);
  }
  return runs;
}

/** Whether all dimensions but one have length 1. */
function isRow(shape: Shape, axis: number): boolean {
  return shape.every((length, index) => index === axis || length === 1);
}

/** As the product of a row of equal numbers with the matrix: on cpu a tenth of the sum's time. */
export const columnSumByProduct: Rule = columnSumRule({
  one: productSum,
  several(builder, values, sums) {
    const [{ rows, factor }] = sums as readonly [ColumnSum];
    const columns = sums.reduce((total, sum) => total + sum.columns, 0);
    const joined = builder.call('Concat', values, { axis: 1 }, [rows, columns]);
    return productSum(builder, joined, { rows, columns, factor });
  },
});

function productSum(builder: ScheduleBuilder, b: Value, { rows, columns, factor }: Omit<ColumnSum, 'x'>): Value {
  const a = builder.constant(new Float32Array(rows).fill(factor), [1, rows]);
  return builder.call('BatchMatMul', { a, b }, { transposeA: false, transposeB: false }, [1, columns]);
}

/** As average pooling over the rows: on wasm a third of the sum's time. Several means become sums together. */
export const columnSumByPooling: Rule = columnSumRule({
  one: (builder, x, sum) => scaled(builder, pooled(builder, x, sum), sum),
  several(builder, values, sums) {
    const means = values.map((x, index) => pooled(builder, x, sums[index]!));
    const columns = sums.reduce((total, sum) => total + sum.columns, 0);
    return scaled(builder, builder.call('Concat', means, { axis: 3 }, [1, 1, 1, columns]), sums[0]!);
  },
});

function pooled(builder: ScheduleBuilder, value: Value, { rows, columns }: ColumnSum): Value {
  const x = builder.reshape(value, [1, rows, 1, columns]);
  const attributes = { filterSize: [rows, 1], strides: [1, 1], pad: 'valid' };
  return builder.call('AvgPool', { x }, attributes, [1, 1, 1, columns]);
}

function scaled(builder: ScheduleBuilder, means: Value, { rows, factor }: ColumnSum): Value {
  const row = builder.reshape(means, [1, means.shape[3]!]);
  if (rows * factor === 1) return row;
  return builder.call('Multiply', { a: row, b: builder.constant([rows * factor], []) }, {}, row.shape);
}
