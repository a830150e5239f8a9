import { FLOAT32 } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { describe, expect, it } from 'vitest';
import { compareBackends } from '../src/index.ts';
import { emulation, FLOAT16 } from './support/emulation.ts';

const options = { cases: 6, multiplyAdds: 1e4, seed: 4 };

describe('the agreement of backends', () => {
  it('is a figure for every pair, at most 1 where all are right', async () => {
    const backends = [
      createReferenceBackend(),
      emulation(FLOAT32, FLOAT32, 'pairwise'),
      emulation(FLOAT32, FLOAT32, 'reversed'),
    ];
    const { pairs, format } = await compareBackends(backends, options);
    expect(format).toBe('chainzrule/agreement@1');
    expect(pairs.map(({ a, b }) => `${a} ${b}`)).toEqual([
      'reference emulated-pairwise',
      'reference emulated-reversed',
      'emulated-pairwise emulated-reversed',
    ]);
    for (const { ratio, cases } of pairs) {
      expect(ratio).toBeGreaterThan(0);
      expect(ratio).toBeLessThanOrEqual(1);
      expect(cases).toBe(6);
    }
  }, 300_000);

  it('is above 1 where one of them computes in a coarser format than it says', async () => {
    const coarse = emulation(FLOAT16, FLOAT32, 'pairwise');
    const { pairs } = await compareBackends([createReferenceBackend(), coarse], options);
    expect(pairs[0]!.ratio).toBeGreaterThan(1);
    expect(pairs[0]!.worst.case).toMatch(/^generated\/4\//);
  }, 300_000);
});
