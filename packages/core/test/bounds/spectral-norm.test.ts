import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spectralNormBound } from '../../src/bounds/index.ts';
import type { Matrix } from '../../src/contract/matrix.ts';

function matrix(rows: number, cols: number, at: (i: number, j: number) => number): Matrix {
  const data = Float64Array.from({ length: rows * cols }, (_, k) => at(Math.floor(k / cols), k % cols));
  return { data, rows, cols };
}
const waves = (i: number, j: number): number => Math.sin(1 + 3 * i + 7 * j + 0.1 * i * j);

describe('spectralNormBound', () => {
  it.each([
    [1, 1, 0.8414709848078965],
    [3, 5, 2.7977689534517123],
    [40, 17, 5.911742292431255],
    [256, 256, 19.34487562245166],
  ])('is above the singular value of numpy and within 1 %%: %d × %d', (rows, cols, truth) => {
    const bound = spectralNormBound(matrix(rows, cols, waves));
    expect(bound).toBeGreaterThanOrEqual(truth * (1 - 1e-14));
    expect(bound).toBeLessThanOrEqual(truth * 1.003);
  });

  it('holds where all singular values are equal, the worst case of the iteration', () => {
    const rotation = matrix(256, 256, (i, j) => ((i * 5 + 3) % 256 === j ? 2.5 : 0));
    const bound = spectralNormBound(rotation);
    expect(bound).toBeGreaterThanOrEqual(2.5);
    expect(bound).toBeLessThanOrEqual(2.5 * 1.003);
  });

  it('is the Euclidean norm of one row or one column', () => {
    expect(spectralNormBound(matrix(1, 2, (_, j) => 3 + j))).toBeCloseTo(5, 12);
    expect(spectralNormBound(matrix(2, 1, (i) => 3 + i))).toBeCloseTo(5, 12);
  });

  it.each([1e-320, 1e-200, 1e200, 1.7e308])('neither overflows nor underflows on the way: diagonal of %d', (size) => {
    const bound = spectralNormBound(matrix(3, 3, (i, j) => (i === j ? size / (1 + i) : 0)));
    expect(bound).toBeGreaterThanOrEqual(size);
    expect(bound).toBeLessThanOrEqual(Math.max(size * 1.003, size + 5e-324));
  });

  it('takes float32, and gives 0 for zeros and for nothing', () => {
    expect(spectralNormBound({ data: Float32Array.of(3, 0, 0, -4), rows: 2, cols: 2 })).toBeCloseTo(4, 1);
    expect(spectralNormBound(matrix(3, 2, () => 0))).toBe(0);
    expect(spectralNormBound(matrix(0, 2, () => 0))).toBe(0);
  });

  it('is never below ‖A v‖ / ‖v‖', () => {
    const side = fc.integer({ min: 1, max: 6 });
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const cases = fc.tuple(side, side).chain(([rows, cols]) =>
      fc.record({
        data: fc.array(value, { minLength: rows * cols, maxLength: rows * cols }),
        v: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: cols, maxLength: cols }),
        rows: fc.constant(rows),
        cols: fc.constant(cols),
      }),
    );
    fc.assert(
      fc.property(cases, ({ data, v, rows, cols }) => {
        const image = Array.from({ length: rows }, (_, i) => v.reduce((sum, x, j) => sum + x * data[i * cols + j]!, 0));
        const bound = spectralNormBound({ data: Float64Array.from(data), rows, cols });
        expect(Math.hypot(...image)).toBeLessThanOrEqual(bound * Math.hypot(...v) * (1 + 1e-12) + 1e-300);
      }),
      { seed: 3 },
    );
  });

  it('refuses what is not a finite matrix', () => {
    const refused = (value: unknown) => () => spectralNormBound(value as Matrix);
    expect(refused(matrix(1, 2, () => Number.NaN))).toThrow(expect.objectContaining({ code: 'NON_FINITE_INPUT' }));
    expect(refused({ data: new Float64Array(3), rows: 2, cols: 2 })).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH' }),
    );
    expect(refused([[1]])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(refused(undefined)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
