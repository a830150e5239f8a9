import { Piscina } from 'piscina';
import type { JobOutcome, JobPool, PlannedJob } from './job-pool.ts';

/** A pool of worker threads, each with its own runtimes. `filename`: the built worker module. */
export class WorkerPool implements JobPool {
  readonly size: number;
  readonly #pool: Piscina;

  constructor(filename: string, size: number) {
    this.size = size;
    this.#pool = new Piscina({ filename, minThreads: size, maxThreads: size, idleTimeout: Number.POSITIVE_INFINITY });
  }

  async run(planned: PlannedJob): Promise<JobOutcome> {
    return (await this.#pool.run(planned)) as JobOutcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}
