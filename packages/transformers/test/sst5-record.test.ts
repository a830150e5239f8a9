import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { page } from '../bench/sst5-page.mjs';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const record = JSON.parse(read('../records/sst5-static.json'));

it('the page of SST-5 holds the figures of its record', () => {
  expect(read('../../../docs/benchmarks/text.md')).toBe(page(record));
});

it('every kind of head ran with the same seeds, and took what its folds said', () => {
  for (const { candidates, chosen, runs } of record.families) {
    expect(runs.map(({ seed }: { seed: number }) => seed)).toEqual([1, 2, 3, 4, 5]);
    const best = Math.max(...candidates.map(({ accuracy }: { accuracy: number }) => accuracy));
    expect(candidates.find(({ accuracy }: { accuracy: number }) => accuracy === best).options).toEqual(chosen);
  }
});
