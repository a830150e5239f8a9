import type { Job, JsonValue } from './job.ts';

/** How a job ended. An error is an outcome like any other: it does not stop the rest. */
export type JobOutcome =
  | { readonly id: string; readonly result: JsonValue }
  | { readonly id: string; readonly error: { readonly code: string; readonly message: string } };

export interface RunnerEvents {
  /** Each job's outcome, once, in the order in which they end. It is kept before the job is given up. */
  onOutcome(outcome: JobOutcome, worker: string): void | Promise<void>;
  /** A result or a message that was not what it claims to be; the job is done again. */
  onRefused?(reason: string): void;
}

/** What does jobs: threads here, or workers anywhere. */
export interface JobRunner extends AsyncDisposable {
  /** Runs all jobs; resolves when each has an outcome. @throws ChainzRuleError `ABORTED` when the signal stops it. */
  run(jobs: readonly Job[], events: RunnerEvents, signal?: AbortSignal): Promise<void>;
}

/** How often a job may fail before its error is its outcome. */
export const ATTEMPTS = 3;
