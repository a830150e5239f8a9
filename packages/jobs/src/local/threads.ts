import { existsSync } from 'node:fs';
import { Piscina } from 'piscina';
import type { Job, JsonValue } from '../job/job.ts';
import type { ThreadTask } from './thread.ts';

/** A pool of worker threads, each with the handler's module loaded once. */
export class Threads {
  readonly #pool: Piscina<ThreadTask, JsonValue>;

  constructor(module: URL, threads: number) {
    this.#pool = new Piscina({
      filename: threadModule(),
      workerData: { module: module.href },
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
    });
  }

  run(job: Job, bytes: Uint8Array | undefined): Promise<JsonValue> {
    const data = job.data === undefined || bytes === undefined ? undefined : { sha256: job.data, bytes };
    return this.#pool.run({ payload: job.payload, data });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

/** Bytes in memory that every thread can see without a copy. */
export function shared(bytes: Uint8Array): Uint8Array {
  const memory = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  memory.set(bytes);
  return memory;
}

/** The thread's module stands beside this one when built, and in `dist` when this runs from source. */
function threadModule(): string {
  const beside = new URL('./thread.js', import.meta.url);
  return existsSync(beside) ? beside.href : new URL('../../dist/thread.js', import.meta.url).href;
}
