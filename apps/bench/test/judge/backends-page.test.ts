import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JUDGED_BACKENDS, type JudgedBackend, judgedText } from '../../src/judge/judged-backends.ts';
import { readJudged } from '../../src/judge/judged-record.ts';
import { arithmeticTable, judgedTable } from '../../src/report/judge/judged-tables.ts';

const page = new URL('../../../../docs/concepts/backends.md', import.meta.url);

describe('the page of backends', async () => {
  const records = await readJudged();

  it('shows what the records hold', () => {
    const text = readFileSync(page, 'utf8');
    const blocks = { judged: judgedTable(records), arithmetic: arithmeticTable(records) };
    const updated = Object.entries(blocks).reduce((before, [name, block]) => {
      const marked = new RegExp(`(<!-- generated:${name} -->)[\\s\\S]*(<!-- /generated:${name} -->)`);
      return before.replace(marked, (_, start: string, end: string) => `${start}\n\n${block}\n\n${end}`);
    }, text);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, updated);
    else expect(text, 'run with UPDATE_DOCS=1').toBe(updated);
  });

  it('has every backend wherever it runs', () => {
    const judged = records.map(({ backend, place }) => judgedText({ name: backend, place } as JudgedBackend));
    expect(judged.toSorted()).toEqual(JUDGED_BACKENDS.map(judgedText).toSorted());
  });

  it.each(records)('has $backend in $place, with no failure and no waiver', (record) => {
    const { ok, vectors, generatedCases, tiers, staleWaivers } = record;
    expect({ ok, vectors, staleWaivers }).toEqual({ ok: true, vectors: 64, staleWaivers: [] });
    expect(generatedCases).toBeGreaterThan(0);
    for (const { status, failed, waived } of tiers)
      expect({ status, failed, waived }).toEqual({ status: 'passed', failed: 0, waived: 0 });
  });
});
