import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '../jobs/plan.ts';
import { describeJob, runJobs } from '../jobs/run-jobs.ts';
import { WorkerPool } from '../jobs/worker-pool.ts';
import { contentId } from '../records/content-id.ts';
import type { Job } from '../records/record.ts';
import { readRecords, resultsOf } from '../records/record-file.ts';
import { newSitting } from '../records/sitting.ts';
import { progressOn } from '../terminal/progress.ts';
import { folderOf, type RunCommandOptions } from './run-options.ts';

/** Runs a suite's plan on a pool of workers, with progress, and says how it ended. Sets the exit code: 1 for failed jobs, 130 after Ctrl-C. */
export async function runSuite(
  suite: Job['suite'],
  plan: Plan,
  versions: Readonly<Record<string, string>>,
  options: RunCommandOptions,
): Promise<void> {
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
    process.stderr.write('stopping when the running jobs are done; once more stops at once\n');
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await using pool = new WorkerPool(workerPath(), Math.min(options.workers, Math.max(1, plan.jobs.length)));
  const summary = await runJobs(plan.jobs, pool, {
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
  if (options.json !== undefined) await writeJson(options.json, path, plan);
  if (summary.failures.length > 0) process.exitCode = 1;
  if (summary.interrupted) process.exitCode = 130;
}

async function writeJson(target: string, path: string, plan: Plan): Promise<void> {
  const wanted = new Set(plan.jobs.map(({ job }) => contentId(job)));
  const results = resultsOf((await readRecords(path)).records).filter(({ id }) => wanted.has(id));
  const text = `${JSON.stringify(results, null, 1)}\n`;
  if (target === '-') process.stdout.write(text);
  else await writeFile(folderOf(target), text);
}

/** The built worker, beside the built command. */
function workerPath(): string {
  const beside = new URL('worker.js', import.meta.url);
  const built = existsSync(beside) ? beside : new URL('../../dist/worker.js', import.meta.url);
  return fileURLToPath(built);
}
