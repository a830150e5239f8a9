import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contentId } from '../src/records/content-id.ts';
import type { BenchRecord, Job } from '../src/records/record.ts';
import { readRecords, resultsOf } from '../src/records/record-file.ts';
import { buildReport } from '../src/report/build-report.ts';
import { withBenchmarkBlock } from '../src/report/readme-block.ts';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const RECORDS = folder('../records');
const DOCS = folder('../../../docs/benchmarks');

async function committed(): Promise<{ records: BenchRecord[]; ignored: number }> {
  const names = (await readdir(RECORDS)).filter((name) => name.endsWith('.jsonl')).sort();
  const parts = await Promise.all(names.map((name) => readRecords(join(RECORDS, name))));
  return {
    records: parts.flatMap((part) => part.records),
    ignored: parts.reduce((sum, part) => sum + part.ignored, 0),
  };
}

describe('the report', () => {
  it('of the committed records is the committed report, byte for byte', { timeout: 300_000 }, async () => {
    const { records, ignored } = await committed();
    const files = buildReport(records, ignored);
    expect(files.size).toBeGreaterThan(4);
    for (const [name, content] of files)
      expect(content === (await readFile(join(DOCS, name), 'utf8')), name).toBe(true);
    const readme = await readFile(folder('../../../README.md'), 'utf8');
    expect(withBenchmarkBlock(readme, resultsOf(records)) === readme, 'README.md').toBe(true);
    expect(files.get('report.html')).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  it('does not depend on the order in which jobs ended', () => {
    const records = smallRecords();
    expect(buildReport(records.toReversed(), 0)).toEqual(buildReport(records, 0));
  });

  it('says what the figures say, and what could not be had', () => {
    const science = buildReport(smallRecords(), 3).get('science.md')!;
    expect(science).toContain('Lowest mean log loss: **ReLU** (0.400)');
    expect(science).toMatch(/\| ReLU +\| 0\.400 ± 0\.010 \|/);
    expect(buildReport(smallRecords(), 3).get('index.md')).toContain('3 lines are no whole records');
    expect(buildReport([], 0).get('speed.md')).toContain('no records of this suite yet');
  });
});

/** Three folds of two methods with known figures. */
function smallRecords(): BenchRecord[] {
  const figures = { 'ChainzRule, λ tuned': [0.5, 0.52, 0.54], ReLU: [0.39, 0.4, 0.41] };
  return Object.entries(figures).flatMap(([name, losses]) =>
    losses.map((logLoss, fold): BenchRecord => {
      const at = { dataset: 'pima', fraction: 1, noise: 'clean', repeat: 0, fold };
      const job: Job = { suite: 'science', experiment: 'pima', protocol: 'p', subject: name, name, seed: fold, at };
      const notes = { rows: 691 };
      const own = { logLoss, accuracy: 0.75, tauLayer: 1.1, tauInput: 1.2, tauInputGrouped: 1.05 };
      return {
        format: 'chainzrule/bench@1',
        kind: 'result',
        id: contentId(job),
        job,
        figures: own,
        notes,
        sitting: 's',
        seconds: 1,
      };
    }),
  );
}
