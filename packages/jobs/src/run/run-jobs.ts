import { fail } from '@chainzrule/core';
import type { Job } from '../job/job.ts';
import type { JobOutcome, JobRunner } from '../job/runner.ts';
import { Journal } from './journal.ts';

export interface RunJobsOptions {
  readonly jobs: readonly Job[];
  readonly runner: JobRunner;
  /** File to which every outcome is added as it comes; a later call with the same file goes on from there. */
  readonly journal: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobRunProgress) => void) | undefined;
}

export interface JobRunProgress {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Messages that were not what they claim to be. */
  readonly refused: number;
  readonly outcome: JobOutcome;
  /** Who did it. */
  readonly worker: string;
}

/** A finished run: each job with its outcome, in the jobs' own order, whoever did them and in whatever order. */
export interface JobRun {
  readonly outcomes: readonly { readonly job: Job; readonly outcome: JobOutcome }[];
  readonly failed: number;
  readonly refused: number;
}

/**
 * Runs jobs to the end and gives their outcomes in canonical order, so that any number of workers gives the same bytes.
 * What is in the journal is not done again. Equal jobs are done once.
 * @throws ChainzRuleError `ABORTED`, `IO_FAILED`; what has ended stays in the journal.
 */
export async function runJobs({ jobs, runner, journal: path, signal, onProgress }: RunJobsOptions): Promise<JobRun> {
  if (jobs.length === 0) fail('INVALID_ARGUMENT', 'runJobs: there are no jobs; give at least one');
  const journal = await Journal.open(path);
  const unique = new Map(jobs.map((job) => [job.id, job]));
  const failures = (): number => [...unique.keys()].filter((id) => isFailure(journal.outcomes.get(id))).length;
  let failed = failures();
  let done = [...unique.keys()].filter((id) => journal.outcomes.has(id)).length;
  let refused = 0;
  try {
    const open = [...unique.values()].filter(({ id }) => !journal.outcomes.has(id));
    const onOutcome = async (outcome: JobOutcome, worker: string): Promise<void> => {
      if (!unique.has(outcome.id) || journal.outcomes.has(outcome.id)) return;
      await journal.add(outcome);
      done++;
      if (isFailure(outcome)) failed++;
      onProgress?.({ done, failed, total: unique.size, refused, outcome, worker });
    };
    const onRefused = (): void => void refused++;
    if (open.length > 0) await runner.run(open, { onOutcome, onRefused }, signal);
    const outcomes = jobs.map((job) => ({ job, outcome: journal.outcomes.get(job.id)! }));
    return { outcomes, failed: failures(), refused };
  } finally {
    await journal.close();
  }
}

function isFailure(outcome: JobOutcome | undefined): boolean {
  return outcome !== undefined && 'error' in outcome;
}
