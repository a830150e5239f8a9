import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalRunner } from '@chainzrule/jobs';
import { describe, expect, it } from 'vitest';
import type { PlannedJob } from '../../src/jobs/planned-job.ts';
import { type JobProgress, runPlan } from '../../src/jobs/run-plan.ts';
import type { SittingRecord } from '../../src/records/record.ts';
import { readRecords, resultsOf } from '../../src/records/record-file.ts';
import { durationText } from '../../src/terminal/progress.ts';

const module = new URL('../support/handler.mjs', import.meta.url);

const planned = (fold: number, payload: object = {}): PlannedJob => {
  const names = { protocol: 'p', subject: 's', name: 'n' };
  const job = { suite: 'science' as const, experiment: 'e', ...names, seed: fold, at: { fold } };
  return { job, payload: { fold, ...payload } };
};
const twelve = Array.from({ length: 12 }, (_, fold) => planned(fold));

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

async function options(signal = new AbortController().signal, onProgress = (_: JobProgress): void => undefined) {
  const path = join(await mkdtemp(join(tmpdir(), 'bench-jobs-')), 'science.jsonl');
  return { path, sitting, documents: [{ kind: 'protocol', name: 'p' }], signal, onProgress };
}

describe('a run of a plan', () => {
  it('measures each job once, and nothing when run again', async () => {
    await using runner = createLocalRunner({ module, threads: 3 });
    const own = await options();
    expect(await runPlan(twelve, runner, own)).toMatchObject({ measured: 12, known: 0, interrupted: false });
    const before = await readRecords(own.path);
    expect(resultsOf(before.records).map(({ figures }) => figures['fold'])).toHaveLength(12);
    expect(before.records.filter(({ kind }) => kind === 'document')).toHaveLength(1);
    expect(await runPlan(twelve, runner, own)).toMatchObject({ measured: 0, known: 12 });
    expect(await readRecords(own.path)).toEqual(before);
  });

  it('does work that two records share once', async () => {
    await using runner = createLocalRunner({ module, threads: 1 });
    const own = await options();
    const twin = { ...planned(4), job: { ...planned(4).job, experiment: 'another' } };
    expect(await runPlan([planned(4), twin], runner, own)).toMatchObject({ measured: 2 });
    expect(resultsOf((await readRecords(own.path)).records).map(({ figures }) => figures)).toEqual([
      { fold: 4 },
      { fold: 4 },
    ]);
  });

  it('keeps a failed job open and goes on with the others', async () => {
    await using runner = createLocalRunner({ module, threads: 2 });
    const own = await options();
    const failWhile = `${own.path}.full`;
    await writeFile(failWhile, '');
    const jobs = twelve.map((job, fold) => (fold === 4 ? planned(4, { failWhile }) : job));
    const first = await runPlan(jobs, runner, own);
    expect(first.measured).toBe(11);
    expect(first.failures.map(({ message }) => message)).toEqual(['no memory']);
    await rm(failWhile);
    expect(await runPlan(jobs, runner, own)).toMatchObject({ measured: 1, known: 11, failures: [] });
  });

  it('does not record what is no measurement', async () => {
    await using runner = createLocalRunner({ module, threads: 1 });
    const own = await options();
    const { failures, measured } = await runPlan([planned(0, { nonsense: true })], runner, own);
    expect([failures.length, measured]).toEqual([1, 0]);
    expect(resultsOf((await readRecords(own.path)).records)).toEqual([]);
  });

  it('starts no job after the signal, and keeps those that ran', async () => {
    await using runner = createLocalRunner({ module, threads: 3 });
    const abort = new AbortController();
    const own = await options(abort.signal, ({ done }) => {
      if (done === 5) abort.abort();
    });
    const summary = await runPlan(twelve, runner, own);
    expect(summary.interrupted).toBe(true);
    expect(summary.measured).toBeGreaterThanOrEqual(5);
    expect(summary.measured).toBeLessThan(12);
    expect(resultsOf((await readRecords(own.path)).records)).toHaveLength(summary.measured);
  });

  it('tells how far it is and how long it takes', async () => {
    await using runner = createLocalRunner({ module, threads: 2 });
    const seen: JobProgress[] = [];
    await runPlan(twelve, runner, await options(undefined, (progress) => seen.push(progress)));
    expect(seen.map(({ done }) => done)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(seen.at(-1)).toMatchObject({ total: 12, secondsLeft: 0 });
    expect([8, 200, 7500].map(durationText)).toEqual(['8 s', '3 min', '2 h 05 min']);
  });
});
