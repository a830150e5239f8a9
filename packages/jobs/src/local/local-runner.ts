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

/** Runs jobs on worker threads of this process. When it is stopped, the jobs that run are finished and kept, and no other starts. */
export function createLocalRunner({ module, threads, data = new Map() }: LocalRunnerOptions): JobRunner {
  const count = threads ?? availableParallelism();
  const pool = new Threads(module, count);
  const memory = new Map([...data].map(([sha256, bytes]) => [sha256, shared(bytes)]));
  return {
    async run(jobs: readonly Job[], events: RunnerEvents, signal?: AbortSignal): Promise<void> {
      const waiting = jobs.values();
      let left = false;
      const lane = async (): Promise<void> => {
        let kept: Promise<unknown> = Promise.resolve();
        for (const job of waiting) {
          left = signal?.aborted === true;
          if (left) break;
          const outcome = await attempt(job);
          // The thread goes on while its last outcome is written down.
          await kept;
          kept = Promise.resolve(events.onOutcome(outcome, 'local'));
          kept.catch(() => undefined);
        }
        await kept;
      };
      const lanes = await Promise.allSettled(Array.from({ length: count }, lane));
      for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
      if (left) throw new ChainzRuleError('ABORTED', 'the run was stopped; what had ended is kept');
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };

  async function attempt(job: Job): Promise<JobOutcome> {
    for (let tries = 1; ; tries++) {
      try {
        return { id: job.id, result: await pool.run(job, memory.get(job.data ?? '')) };
      } catch (error) {
        if (tries >= ATTEMPTS) return { id: job.id, error: jobError(error) };
      }
    }
  }
}
