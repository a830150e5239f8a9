import type { JsonValue } from './job.ts';

/** What a handler gets. */
export interface JobInput {
  readonly payload: JsonValue;
  /** The bytes that the job named, checked against its hash; the same object for every job with the same data in one thread. */
  readonly data: Uint8Array | undefined;
}

/**
 * Does one job. It is the default export of a module, runs in a worker thread, and must be a pure function of its input:
 * the same input gives the same result on any machine.
 */
export type JobHandler = (input: JobInput) => Promise<JsonValue>;
