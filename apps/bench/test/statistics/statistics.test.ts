import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean } from '../../src/statistics/bootstrap.ts';
import { quantileOf, ranks, standardDeviation } from '../../src/statistics/descriptive.ts';
import { studentTwoSided } from '../../src/statistics/distributions.ts';
import { correctedResampledT, effectSize, holm, wilcoxonSignedRank } from '../../src/statistics/paired-tests.ts';
import { spearman } from '../../src/statistics/rank-correlation.ts';

/** Known values are scipy 1.10's unless said otherwise. */
describe('the statistics agree with known values', () => {
  it.each([
    [1.5, 4, 0.208],
    [2.3, 9, 0.04699938892186311],
    [0.1, 1, 0.9365489651388929],
    [4, 49, 0.0002134804891454246],
    [12, 3, 0.001245015800789336],
  ])("Student's t = %d with %d degrees of freedom", (t, freedom, p) => {
    expect(studentTwoSided(t, freedom)).toBeCloseTo(p, 12);
    expect(studentTwoSided(-t, freedom)).toBeCloseTo(p, 12);
  });

  it('the corrected resampled t-test widens the plain one by the share of the test rows', () => {
    const differences = [0.02, 0.01, -0.01, 0.03, 0.02, 0, 0.015, 0.01, -0.005, 0.02];
    const { statistic, p } = correctedResampledT(differences, 77, 691);
    expect(statistic).toBeCloseTo(1.8912398469774652, 12);
    expect(p).toBeCloseTo(0.09115549877142376, 12);
    expect(correctedResampledT(differences, 0, 691).p).toBeLessThan(p);
    expect(correctedResampledT([0, 0, 0], 1, 9).p).toBe(1);
    expect(correctedResampledT([1], 1, 9).p).toBeNaN();
  });

  it('Wilcoxon counts sign patterns exactly, with ties and zeros', () => {
    const plain = [1.3, -0.4, 2.2, 0.7, -1.1, 3.0, 0.2, 1.9];
    expect(wilcoxonSignedRank(plain)).toEqual({ statistic: 30, p: 0.109375 });
    // Darwin's Zea mays.
    const maize = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];
    expect(wilcoxonSignedRank(maize).p).toBeCloseTo(0.041259765625, 12);
    // By enumeration of all sign patterns.
    expect(wilcoxonSignedRank([1, 1, -1, 2, 3, 3, -2])).toEqual({ statistic: 21.5, p: 0.28125 });
    expect(wilcoxonSignedRank([0, 0]).p).toBe(1);
    expect(wilcoxonSignedRank([0, 3, 4, 5]).p).toBe(0.25);
  });

  it('Wilcoxon is the enumeration of all sign patterns on any differences', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 }), (differences) => {
        const nonZero = differences.filter((value) => value !== 0);
        const own = ranks(nonZero.map(Math.abs));
        const total = own.reduce((sum, rank) => sum + rank, 0);
        const far = (positive: number): number => Math.abs(2 * positive - total);
        const observed = own.reduce((sum, rank, index) => sum + (nonZero[index]! > 0 ? rank : 0), 0);
        let extreme = 0;
        for (let pattern = 0; pattern < 2 ** own.length; pattern++) {
          const positive = own.reduce((sum, rank, index) => sum + ((pattern >> index) & 1 ? rank : 0), 0);
          if (far(positive) >= far(observed)) extreme++;
        }
        expect(wilcoxonSignedRank(differences).p).toBeCloseTo(extreme / 2 ** own.length, 12);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it('Holm steps down and never falls', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(10)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.5, Number.NaN, 0.9])).toEqual([1, Number.NaN, 1]);
  });

  it('Spearman takes mid-ranks', () => {
    expect(spearman([1, 2, 2, 4, 5, 3], [2, 1, 4, 4, 6, 5])).toBeCloseTo(0.7794117647058825, 12);
    expect(spearman([1, 1], [1, 2])).toBeNaN();
  });

  it('mean, sd, quantile and effect size', () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.138089935299395, 12);
    expect(quantileOf([3, 1, 2, 4], 0.25)).toBe(1.75);
    expect(effectSize([1, 2, 3])).toBe(2);
    expect(effectSize([0, 0])).toBe(0);
  });

  it('the bootstrap interval covers the true mean about 95 times of 100 and is the same each time', () => {
    let covered = 0;
    let state = 1;
    const uniform = (): number => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    for (let run = 0; run < 300; run++) {
      const sample = Array.from({ length: 40 }, uniform);
      const { low, high } = bootstrapMean(sample);
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.985);
    expect(bootstrapMean([1, 2, 3])).toEqual(bootstrapMean([1, 2, 3]));
  });
});
