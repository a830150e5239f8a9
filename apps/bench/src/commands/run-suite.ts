import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalRunner, createQueueRunner, type JobRunner } from '@chainzrule/jobs';
import type { Plan } from '../jobs/plan.ts';
import { describeJob, runPlan } from '../jobs/run-plan.ts';
import { contentId } from '../records/content-id.ts';
import type { Job, ResultRecord } from '../records/record.ts';
import { readRecords, resultsOf } from '../records/record-file.ts';
import { commitOf, newSitting } from '../records/sitting.ts';
import { progressOn } from '../terminal/progress.ts';
import { folderOf, RECORDS, type RunCommandOptions } from './run-options.ts';

/** The queue that the suite's drivers and workers meet in. */
export const BENCH_QUEUE = 'chainzrule-bench';

/**
 * Runs a suite's plan on threads of this machine, or on workers over a queue, with progress, and says how it ended; gives back what the
 * records hold of the plan. Sets the exit code: 1 for failed jobs, 130 after Ctrl-C.
 */
export async function runSuite(
  suite: Job['suite'],
  plan: Plan,
  versions: Readonly<Record<string, string>>,
  options: RunCommandOptions & { readonly queue?: string | undefined },
): Promise<readonly ResultRecord[]> {
  const path = join(options.out, `${suite}.jsonl`);
  const before = await readRecords(path);
  if (before.records.length > 0 && !options.resume)
    throw new Error(
      `${path} holds ${before.records.length} records; go on with --resume, or choose another folder with --out`,
    );
  for (const reason of plan.absent) process.stderr.write(`left out: ${reason}\n`);
  if (before.ignored > 0)
    process.stderr.write(`${path}: ${before.ignored} lines are no whole records and are passed over\n`);

  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(130);
    process.stderr.write('stopping when the jobs that run here are done; once more stops at once\n');
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await using runner = await runnerOf(suite, plan, options);
  const summary = await runPlan(plan.jobs, runner, {
    path,
    sitting: newSitting(suite, versions),
    documents: plan.documents,
    signal: abort.signal,
    onProgress: progressOn(process.stderr),
  });
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);

  for (const { job, message } of summary.failures.slice(0, 10))
    process.stderr.write(`failed: ${describeJob(job)}: ${message}\n`);
  if (summary.failures.length > 10) process.stderr.write(`… and ${summary.failures.length - 10} more failed\n`);
  process.stderr.write(
    `${summary.measured} measured, ${summary.known} known before, ${summary.failures.length} failed, of ${plan.jobs.length}: ${path}\n`,
  );
  if (summary.interrupted) process.stderr.write('stopped; the same command with --resume goes on\n');
  const results = await resultsOfPlan(path, plan);
  if (results.length > 0) process.stderr.write(`tables and plots of it: ${reportCommand(options.out)}\n`);
  if (options.json !== undefined) await writeJson(options.json, results);
  if (summary.failures.length > 0) process.exitCode = 1;
  if (summary.interrupted) process.exitCode = 130;
  return results;
}

function reportCommand(records: string): string {
  if (records === RECORDS) return 'pnpm bench report';
  return `pnpm bench report --records ${records} --out ${join(records, 'report')}`;
}

async function resultsOfPlan(path: string, { jobs }: Plan): Promise<readonly ResultRecord[]> {
  const wanted = new Set(jobs.map(({ job }) => contentId(job)));
  return resultsOf((await readRecords(path)).records).filter(({ id }) => wanted.has(id));
}

async function writeJson(target: string, results: readonly ResultRecord[]): Promise<void> {
  const text = `${JSON.stringify(results, null, 1)}\n`;
  if (target === '-') process.stdout.write(text);
  else await writeFile(folderOf(target), text);
}

async function runnerOf(
  suite: Job['suite'],
  { jobs, data }: Plan,
  { queue, workers }: { readonly queue?: string | undefined; readonly workers: number },
): Promise<JobRunner> {
  if (queue !== undefined)
    return await createQueueRunner({ url: queue, version: commitOf(), queue: BENCH_QUEUE, data });
  const threads = Math.min(workers, Math.max(1, jobs.length));
  return createLocalRunner({ module: handlerModule(suite), threads, data });
}

/** The built handler of a suite's jobs, beside the built command. */
export function handlerModule(suite: Job['suite']): URL {
  const beside = new URL(`${suite}-handler.js`, import.meta.url);
  return existsSync(beside) ? beside : new URL(`../../dist/${suite}-handler.js`, import.meta.url);
}
