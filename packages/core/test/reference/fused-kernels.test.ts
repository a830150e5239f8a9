import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shape, TensorOpsV1 } from '../../src/contract/tensor-ops.ts';
import { fuse } from '../../src/reference/fuse.ts';
import { ReferenceExecutor } from '../../src/reference/index.ts';
import { broadcastShapes } from '../../src/trace/broadcast.ts';
import { sizeOf } from '../../src/trace/node.ts';
import { type TensorFunction, trace } from '../../src/trace/trace.ts';

const NAMES = ['add', 'subtract', 'multiply', 'divide', 'maximum'] as const;
type Name = (typeof NAMES)[number];

const scalar: Readonly<Record<Name, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
};

/** A matrix of [rows, cols] stretched from one of the shapes a step broadcasts. */
const shapes = (rows: number, cols: number): Shape[] => [[rows, cols], [1, cols], [rows, 1], [1, 1], [cols]];

interface Case {
  readonly rows: number;
  readonly cols: number;
  readonly chain: readonly Name[];
  readonly kinds: readonly number[];
  readonly seed: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  rows: fc.integer({ min: 1, max: 9 }),
  cols: fc.integer({ min: 1, max: 13 }),
  chain: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 }),
  kinds: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 7, maxLength: 7 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

describe('operations computed together', () => {
  it('give the bytes of the same operations one by one, whatever is broadcast and summed', () => {
    fc.assert(
      fc.property(cases, ({ rows, cols, chain, kinds, seed }) => {
        const own = shapes(rows, cols);
        const inputs = [own[0]!, ...chain.map((_, index) => own[kinds[index]!]!)];
        let state = seed;
        const values = inputs.map((shape) =>
          Float64Array.from({ length: sizeOf(shape) }, () => {
            state = (state * 48271) % 2147483647;
            return (state / 2147483647 - 0.5) * 4;
          }),
        );
        const fn: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, [first, ...rest]: readonly T[]) => {
          const chained = chain.reduce((left, name, index) => ops[name](left, rest[index]!), first!);
          return [chained, ops.sum(ops.multiply(chained, first!), 0), ops.sum(chained, 1)];
        };
        const executor = new ReferenceExecutor();
        const tensors = values.map((data, index) => executor.upload(data, inputs[index]!));
        const [chained, products, sums] = executor.run('chain', fn, tensors);

        let shape = inputs[0]!;
        let expected = values[0]!;
        for (const [index, name] of chain.entries()) {
          const [left, right, before] = [shape, inputs[index + 1]!, expected];
          shape = broadcastShapes(left, right);
          const size = cols;
          expected = Float64Array.from({ length: rows * cols }, (_, at) => {
            const [row, col] = [Math.floor(at / size), at % size];
            return scalar[name](pick(before, left, row, col), pick(values[index + 1]!, right, row, col));
          });
        }
        expect([...chained!.data]).toEqual([...expected]);
        expect([...products!.data]).toEqual(
          Array.from({ length: cols }, (_, col) => {
            let sum = expected[col]! * values[0]![col]!;
            for (let row = 1; row < rows; row++) sum += expected[row * cols + col]! * values[0]![row * cols + col]!;
            return sum;
          }),
        );
        expect(sums!.data).toHaveLength(rows);
      }),
      { numRuns: 400 },
    );
  });

  it('are fused at all, and only where nothing else reads the first result', () => {
    const matrix: Shape = [4, 8];
    const count = (fn: TensorFunction): number =>
      fuse(trace(fn, [matrix, matrix])).filter(({ kernel }) => kernel).length;
    expect(count((ops, [a, b]) => [ops.add(ops.multiply(a!, b!), a!)])).toBe(1);
    expect(count((ops, [a, b]) => [ops.sum(ops.multiply(a!, b!), 0)])).toBe(1);
    expect(
      count((ops, [a, b]) => {
        const product = ops.multiply(a!, b!);
        return [ops.add(product, a!), ops.subtract(product, b!)];
      }),
    ).toBe(3);
    expect(
      count((ops, [a, b]) => {
        const product = ops.multiply(a!, b!);
        return [product, ops.add(product, a!)];
      }),
    ).toBe(2);
  });
});

function pick(values: Float64Array, shape: Shape, row: number, col: number): number {
  const [rows, cols] = shape.length === 1 ? [1, shape[0]!] : (shape as [number, number]);
  return values[(rows === 1 ? 0 : row) * cols + (cols === 1 ? 0 : col)]!;
}
