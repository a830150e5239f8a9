import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { page } from '../bench/sst5-page.mjs';

interface Candidate {
  readonly folds: number;
  readonly dev: number;
  readonly settings: unknown;
}

interface Family {
  readonly name: string;
  readonly candidates: readonly Candidate[];
  readonly choices: Readonly<
    Record<'folds' | 'dev', { readonly settings: unknown; readonly runs: readonly { readonly seed: number }[] }>
  >;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const record = JSON.parse(read('../records/sst5-static.json'));
const families = record.families as readonly Family[];

it('the page of SST-5 holds the figures of its record', () => {
  expect(read('../../../docs/benchmarks/text.md')).toBe(page(record));
});

it('every kind of head had as many settings and the same seeds, and took what folds or dev said', () => {
  expect(new Set(families.map(({ candidates }) => candidates.length)).size).toBe(1);
  for (const { candidates, choices } of families) {
    for (const by of ['folds', 'dev'] as const) {
      expect(choices[by].runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5]);
      const best = Math.max(...candidates.map((candidate) => candidate[by]));
      expect(candidates.find((candidate) => candidate[by] === best)!.settings).toEqual(choices[by].settings);
    }
  }
});

it('the command gives what the benchmark gives, to the last digit', () => {
  for (const { name, runs } of record.command.heads)
    for (const { seed, dev, test } of runs)
      expect([dev.sameAsAbove, test.sameAsAbove], `${name}, seed ${seed}`).toEqual([true, true]);
});
