import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kFolds, split } from '../../src/data/index.ts';
import { Rng } from '../../src/random/index.ts';

describe('split of small classes', () => {
  it('a class with a single row stays in train', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect([...split([0, 1, 1, 1], { fraction: 0.1, rng: Rng.fromSeed(seed) }).train]).toContain(0);
    }
  });

  it('ten classes of four rows still give a tenth of the rows', () => {
    const y = Array.from({ length: 40 }, (_, row) => row % 10);
    expect(split(y, { fraction: 0.1, rng: Rng.fromSeed(1) }).test).toHaveLength(4);
  });

  it('every class keeps a row in train, and gives its share to within one row', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 60 });
    fc.assert(
      fc.property(labels, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (y, fraction) => {
        const { train, test } = split(y, { fraction, rng: Rng.fromSeed(1) });
        for (const k of new Set(y)) {
          const size = y.filter((label) => label === k).length;
          const taken = test.filter((row) => y[row] === k).length;
          expect(train.some((row) => y[row] === k)).toBe(true);
          expect(Math.abs(taken - Math.min(size * fraction, size - 1))).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });

  it('labels that are NaN and a missing generator are refused', () => {
    expect(() => kFolds([0, Number.NaN, 1], { folds: 2, rng: Rng.fromSeed(1) })).toThrow(/label 1 is NaN/);
    expect(() => kFolds(4, { folds: 2 } as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
