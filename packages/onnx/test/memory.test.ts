import { describe, expect, it } from 'vitest';
import { residentSizes } from './support/resident-size.ts';

/** Growth in MiB that garbage not yet collected may make up; a leak of one state a step would be 90 MiB here. */
const ALLOWED = 24;

describe('200 epochs on 10,000 × 32 rows', () => {
  it('hold a flat resident size after the first ten', { timeout: 240_000 }, async ({ annotate }) => {
    const sizes = await residentSizes('node', 200);
    const before = Math.max(...sizes.slice(0, 10));
    const after = Math.min(...sizes.slice(-20));
    await annotate(`resident size ${before.toFixed(1)} MiB in epochs 1 to 10, ${after.toFixed(1)} MiB in the last 20`);
    expect(after - before, `${before.toFixed(1)} → ${after.toFixed(1)} MiB`).toBeLessThan(ALLOWED);
  });
});
