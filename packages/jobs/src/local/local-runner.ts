import { availableParallelism } from 'node:os';
import { ChainzRuleError } from '@chainzrule/core';
import type { Job } from '../job/job.ts';
import { jobError } from '../job/job-error.ts';
import { ATTEMPTS, type JobOutcome, type JobRunner, type RunnerEvents } from '../job/runner.ts';
import { shared, Threads } from './threads.ts';

export interface LocalRunnerOptions {
  /** The module whose default export is the `JobHandler`. */
  readonly module: URL;
  /** Worker threads; as many as the machine has processors by default. */
  readonly threads?: number | undefined;
  /** Bytes that jobs name, by SHA-256. */
  readonly data?: ReadonlyMap<string, Uint8Array> | undefined;
}

/** Runs jobs on worker threads of this process. */
export function createLocalRunner({ module, threads, data = new Map() }: LocalRunnerOptions): JobRunner {
  const count = threads ?? availableParallelism();
  const pool = new Threads(module, count);
  const memory = new Map([...data].map(([sha256, bytes]) => [sha256, shared(bytes)]));
  return {
    async run(jobs: readonly Job[], events: RunnerEvents, signal?: AbortSignal): Promise<void> {
      const waiting = jobs.values();
      const lane = async (): Promise<void> => {
        for (const job of waiting) {
          if (signal?.aborted) throw new ChainzRuleError('ABORTED', 'the run was stopped; what had ended is kept');
          await events.onOutcome(await attempt(job, signal), 'local');
        }
      };
      // Twice as many lanes as threads keep every thread busy while outcomes are written down.
      await Promise.all(Array.from({ length: 2 * count }, lane));
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };

  async function attempt(job: Job, signal: AbortSignal | undefined): Promise<JobOutcome> {
    for (let tries = 1; ; tries++) {
      try {
        return { id: job.id, result: await pool.run(job, memory.get(job.data ?? ''), signal) };
      } catch (error) {
        if (signal?.aborted) throw new ChainzRuleError('ABORTED', 'the run was stopped; what had ended is kept');
        if (tries >= ATTEMPTS) return { id: job.id, error: jobError(error) };
      }
    }
  }
}
