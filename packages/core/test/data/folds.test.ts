import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedWeights, kFolds, split } from '../../src/data/index.ts';
import { Rng } from '../../src/random/index.ts';

const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 60 });
const seed = fc.integer({ min: 0, max: 1000 });
const rngOf = (value: number): Rng => Rng.fromSeed(value);
const sorted = (rows: Iterable<number>): number[] => [...rows].sort((a, b) => a - b);
const range = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

describe('kFolds', () => {
  it('tests each row once; folds differ by at most one row, and by at most one of each class', () => {
    fc.assert(
      fc.property(labels, seed, fc.integer({ min: 2, max: 6 }), (y, s, asked) => {
        const folds = Math.min(asked, y.length);
        const splits = kFolds(y, { folds, rng: rngOf(s) });
        expect(sorted(splits.flatMap(({ test }) => [...test]))).toEqual(range(y.length));
        for (const { train, test } of splits) expect(sorted([...train, ...test])).toEqual(range(y.length));
        const spread = (counts: number[]): number => Math.max(...counts) - Math.min(...counts);
        expect(spread(splits.map(({ test }) => test.length))).toBeLessThanOrEqual(1);
        for (const k of new Set(y)) {
          const counts = splits.map(({ test }) => test.filter((row) => y[row] === k).length);
          expect(spread(counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('the seed decides', () => {
    const options = (s: number) => ({ folds: 3, rng: rngOf(s) });
    expect(kFolds(30, options(1))).toEqual(kFolds(30, options(1)));
    expect(kFolds(30, options(1))).not.toEqual(kFolds(30, options(2)));
  });

  it.each([1, 2.5, 5, Number.NaN])('%s folds of 4 rows are refused', (folds) => {
    expect(() => kFolds(4, { folds, rng: rngOf(1) })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/2 \.\.\. 4/) }),
    );
  });
});

describe('split', () => {
  it('parts the rows, at least one on either side', () => {
    fc.assert(
      fc.property(labels, seed, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (y, s, fraction) => {
        const { train, test } = split(y, { fraction, rng: rngOf(s) });
        expect(sorted([...train, ...test])).toEqual(range(y.length));
        expect(Math.min(train.length, test.length)).toBeGreaterThan(0);
      }),
    );
  });

  it('holds the fraction within each class', () => {
    const y = range(100).map((row) => (row < 80 ? 0 : 1));
    const { test } = split(y, { fraction: 0.25, rng: rngOf(1) });
    expect([test.filter((row) => y[row] === 0).length, test.filter((row) => y[row] === 1).length]).toEqual([20, 5]);
  });

  it.each([0, 1, -0.1, Number.NaN])('a fraction of %s is refused', (fraction) => {
    expect(() => split(10, { fraction, rng: rngOf(1) })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/above 0 and below 1/) }),
    );
  });

  it.each([0, 1, -3, 1.5])('%s rows are refused', (count) => {
    expect(() => split(count, { fraction: 0.5, rng: rngOf(1) })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('balancedWeights', () => {
  // scikit-learn 1.2.1, compute_sample_weight('balanced', …)
  it('gives every class the same total', () => {
    const third = 2 / 3;
    expect(balancedWeights([0, 0, 2, 1, 0, 2])).toEqual(Float64Array.of(third, third, 1, 2, third, 1));
  });

  it.each([[[]], [[-1]], [[0.5]], [[Number.NaN]]])('%s is refused', (values) => {
    expect(() => balancedWeights(values)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
