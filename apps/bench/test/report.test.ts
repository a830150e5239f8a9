import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contentId } from '../src/records/content-id.ts';
import type { BenchRecord, Job, ResultRecord } from '../src/records/record.ts';
import { readRecords, resultsOf } from '../src/records/record-file.ts';
import { buildReport } from '../src/report/build-report.ts';
import { plannedJobs } from '../src/report/planned.ts';
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

  it('says how much of the full suite the records hold, also what is not there at all', () => {
    const index = buildReport(smallRecords(), 0).get('index.md')!;
    // These methods have the suite's names and not its documents, so they are none of its jobs.
    expect(index).toMatch(/\| science: a\. Pima +\| +0 \| 4750 \| +0 % \|/);
    expect(index).toMatch(/\| science: e\. small tables +\| +0 \| +760 \|/);
    expect(index).toContain('**Science b**: no records yet.');
    const whole = plannedJobs().filter(({ suite, experiment }) => suite === 'science' && experiment === 'pima-leak');
    const measured = whole.map(
      (job): BenchRecord => ({ ...smallRecords()[0]!, id: contentId(job), job }) as BenchRecord,
    );
    expect(buildReport(measured, 0).get('index.md')).toMatch(/imputation by class +\| +30 \| +30 \| 100 % \|/);
  });

  it('compares methods on the test sets that all of them have, and takes more as they come', () => {
    const [first, ...others] = smallRecords() as [ResultRecord, ...ResultRecord[]];
    const again = (record: ResultRecord, logLoss: number): ResultRecord => {
      const job = { ...record.job, at: { ...record.job.at, repeat: 1, fold: 0 } };
      return { ...record, job, id: contentId(job), figures: { ...record.figures, logLoss } };
    };
    const relu = others.find(({ job }) => job.name === 'ReLU')!;
    const before = buildReport([first, ...others], 0).get('science.md')!;
    const half = [first, ...others, again(relu, 9)];
    const numbers = (text: string): string => text.slice(0, text.indexOf('## Coverage'));
    expect(numbers(buildReport(half, 0).get('science.md')!)).toBe(numbers(before));
    const whole = buildReport([...half, again(first, 0.5)], 0).get('science.md')!;
    expect(whole).toMatch(/\| ReLU +\| 2\.550 ±/);
  });
});

/** Three folds of two methods with known figures. */
function smallRecords(): ResultRecord[] {
  const figures = { 'ChainzRule, λ tuned': [0.5, 0.52, 0.54], ReLU: [0.39, 0.4, 0.41] };
  return Object.entries(figures).flatMap(([name, losses]) =>
    losses.map((logLoss, fold): ResultRecord => {
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
