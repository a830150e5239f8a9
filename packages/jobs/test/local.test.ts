import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLocalRunner, type Job, jobOf, runJobs } from '../src/index.ts';

const module = new URL('./support/handler.mjs', import.meta.url);
const newJournal = (): string => join(mkdtempSync(join(tmpdir(), 'chainzrule-jobs-')), 'journal.jsonl');
const squares = (count: number): Job[] => Array.from({ length: count }, (_, number) => jobOf({ number }));

describe('jobs', () => {
  it('have an id that follows from their content, whatever the order of keys', () => {
    expect(jobOf({ a: 1, b: [2] }).id).toBe(jobOf({ b: [2], a: 1 }).id);
    expect(jobOf({ a: 1 }).id).not.toBe(jobOf({ a: 2 }).id);
    expect(jobOf({ a: 1 }).id).not.toBe(jobOf({ a: 1 }, 'f'.repeat(64)).id);
  });
});

describe('the local pool', () => {
  it('gives outcomes in the order of the jobs, and a failing job does not stop the rest', async () => {
    await using runner = createLocalRunner({ module, threads: 2 });
    const jobs = [jobOf({ number: 3, wait: 40 }), jobOf({ fail: 'always' }), jobOf({ number: 4 })];
    const { outcomes, failed } = await runJobs({ jobs, runner, journal: newJournal() });
    expect(outcomes.map(({ outcome }) => ('result' in outcome ? outcome.result : outcome.error))).toEqual([
      { square: 9 },
      { code: 'JOB_FAILED', message: 'told to fail: always' },
      { square: 16 },
    ]);
    expect(failed).toBe(1);
  });

  it('goes on where a run stopped, past half a line', async () => {
    await using runner = createLocalRunner({ module, threads: 2 });
    const [journal, jobs] = [newJournal(), squares(20)];
    const whole = await runJobs({ jobs, runner, journal });
    const lines = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(journal, `${lines.slice(0, 12).join('\n')}\n`);
    appendFileSync(journal, '{"id":"abc","resu');
    let again = 0;
    const resumed = await runJobs({ jobs, runner, journal, onProgress: () => void again++ });
    expect(again).toBe(8);
    expect(resumed.outcomes).toEqual(whole.outcomes);
  });

  it('stops when it is told to and keeps what has ended', async () => {
    await using runner = createLocalRunner({ module, threads: 1 });
    const [journal, stop] = [newJournal(), new AbortController()];
    const jobs = Array.from({ length: 50 }, (_, number) => jobOf({ number, wait: 5 }));
    const run = runJobs({ jobs, runner, journal, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    expect(readFileSync(journal, 'utf8').split('\n').length).toBeGreaterThan(1);
  });

  it('survives a job that takes its thread with it', async () => {
    await using runner = createLocalRunner({ module, threads: 1 });
    const { failed } = await runJobs({ jobs: [jobOf({ exit: true }), ...squares(3)], runner, journal: newJournal() });
    expect(failed).toBe(1);
  });

  it('hands over the bytes that a job names', async () => {
    const bytes = Uint8Array.from([7, 8, 9]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await using runner = createLocalRunner({ module, threads: 1, data: new Map([[sha256, bytes]]) });
    const { outcomes } = await runJobs({ jobs: [jobOf({ bytes: true }, sha256)], runner, journal: newJournal() });
    expect(outcomes[0]!.outcome).toMatchObject({ result: { bytes: 3, first: 7 } });
  });
});
