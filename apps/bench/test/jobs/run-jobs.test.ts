import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobOutcome, JobPool, PlannedJob } from '../../src/jobs/job-pool.ts';
import { type JobProgress, runJobs } from '../../src/jobs/run-jobs.ts';
import type { SittingRecord } from '../../src/records/record.ts';
import { readRecords, resultsOf } from '../../src/records/record-file.ts';
import { durationText } from '../../src/terminal/progress.ts';

const planned = Array.from({ length: 12 }, (_, fold): PlannedJob => {
  const job = {
    suite: 'science' as const,
    experiment: 'e',
    protocol: 'p',
    subject: 's',
    name: 'n',
    seed: fold,
    at: { fold },
  };
  return { job, payload: fold };
});

const sitting: SittingRecord = {
  format: 'chainzrule/bench@1',
  kind: 'sitting',
  id: 'sitting',
  suite: 'science',
  commit: 'c',
  device: 'd',
  versions: {},
  startedAt: 't',
};

/** A pool in this process: what a distributed queue would have to implement. */
class LocalPool implements JobPool {
  readonly size = 3;
  readonly ran: number[] = [];
  running = 0;
  most = 0;
  readonly #work: (fold: number) => JobOutcome;

  constructor(work: (fold: number) => JobOutcome = (fold) => ({ figures: { fold } })) {
    this.#work = work;
  }

  async run({ payload }: PlannedJob): Promise<JobOutcome> {
    this.most = Math.max(this.most, ++this.running);
    await new Promise((resolve) => setTimeout(resolve, 2));
    this.running--;
    this.ran.push(payload as number);
    return this.#work(payload as number);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function options(signal = new AbortController().signal, onProgress = (_: JobProgress): void => undefined) {
  const path = join(await mkdtemp(join(tmpdir(), 'bench-jobs-')), 'science.jsonl');
  return { path, sitting, documents: [{ kind: 'protocol', name: 'p' }], signal, onProgress };
}

describe('a run of jobs', () => {
  it('measures each job once, as many at a time as the pool takes, and nothing when run again', async () => {
    const pool = new LocalPool();
    const own = await options();
    expect(await runJobs(planned, pool, own)).toMatchObject({ measured: 12, known: 0, interrupted: false });
    expect(pool.most).toBe(3);
    const before = await readRecords(own.path);
    expect(resultsOf(before.records)).toHaveLength(12);
    expect(before.records.filter(({ kind }) => kind === 'document')).toHaveLength(1);
    expect(await runJobs(planned, pool, own)).toMatchObject({ measured: 0, known: 12 });
    expect(await readRecords(own.path)).toEqual(before);
    expect(pool.ran).toHaveLength(12);
  });

  it('keeps a failed job open and goes on with the others', async () => {
    const own = await options();
    const failing = new LocalPool((fold) => {
      if (fold === 4) throw new Error('no memory');
      return { figures: { fold } };
    });
    const first = await runJobs(planned, failing, own);
    expect(first.measured).toBe(11);
    expect(first.failures.map(({ message }) => message)).toEqual(['no memory']);
    const pool = new LocalPool();
    expect(await runJobs(planned, pool, own)).toMatchObject({ measured: 1, known: 11 });
    expect(pool.ran).toEqual([4]);
  });

  it('starts no job after the signal, and keeps those that ran', async () => {
    const abort = new AbortController();
    const own = await options(abort.signal, ({ done }) => {
      if (done === 5) abort.abort();
    });
    const pool = new LocalPool();
    const summary = await runJobs(planned, pool, own);
    expect(summary.interrupted).toBe(true);
    expect(summary.measured).toBe(pool.ran.length);
    expect(summary.measured).toBeLessThan(12);
    expect(resultsOf((await readRecords(own.path)).records)).toHaveLength(summary.measured);
  });

  it('tells how far it is and how long it takes', async () => {
    const seen: JobProgress[] = [];
    await runJobs(planned, new LocalPool(), await options(undefined, (progress) => seen.push(progress)));
    expect(seen.map(({ done }) => done)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(seen.at(-1)).toMatchObject({ total: 12, secondsLeft: 0 });
    expect([8, 200, 7500].map(durationText)).toEqual(['8 s', '3 min', '2 h 05 min']);
  });
});
