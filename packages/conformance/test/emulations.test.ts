import { FLOAT32 } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { runConformance, textReport } from '../src/index.ts';
import { emulation, FLOAT16 } from './support/emulation.ts';

/** Generated cases per order of summation; the script runs 2,000 (docs: tolerances). */
const CASES = 40;
const size = { multiplyAdds: 3e5, cases: CASES };

describe('a float32 emulation', () => {
  it.each(['sequential', 'pairwise', 'blocked', 'reversed'] as const)(
    'passes with %s sums',
    async (order) => {
      const report = await runConformance(emulation(FLOAT32, FLOAT32, order), { ...size, seed: 11, tier: 6 });
      expect(report.ok, textReport(report)).toBe(true);
    },
    300_000,
  );
});

describe('a float16 emulation', () => {
  it('passes where it declares 2⁻¹¹', async () => {
    const report = await runConformance(emulation(FLOAT16, FLOAT16, 'pairwise'), { ...size, seed: 3, tier: 5 });
    expect(report.ok, textReport(report)).toBe(true);
  }, 300_000);

  it('fails where it claims 2⁻²⁴', async () => {
    const report = await runConformance(emulation(FLOAT16, FLOAT32, 'pairwise'), { cases: 5, multiplyAdds: 1e5 });
    expect(report.ok).toBe(false);
  }, 300_000);
});
