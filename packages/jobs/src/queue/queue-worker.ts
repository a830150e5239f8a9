import { hostname } from 'node:os';
import { fail } from '@chainzrule/core';
import type { Job as QueueJob } from 'bullmq';
import type { JsonValue } from '../job/job.ts';
import { jobError } from '../job/job-error.ts';
import { shared, Threads } from '../local/threads.ts';
import { connectionOf, loadBullmq, QUEUE_NAME } from './connection.ts';
import { fetchData } from './data-exchange.ts';
import { readMessage } from './message.ts';
import { openStore } from './store.ts';

export interface QueueWorkerOptions {
  readonly url: string;
  /** The module whose default export is the `JobHandler`. */
  readonly module: URL;
  /** Version of this worker's code. */
  readonly version: string;
  /** Jobs at once, a thread each. */
  readonly concurrency: number;
  /** Folder with files named by their SHA-256; without it data comes through the queue. */
  readonly dataFolder?: string | undefined;
  /** Seconds after which a job of a worker that died goes to another; 30 by default. */
  readonly lease?: number | undefined;
  readonly queue?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
}

export type WorkerEvent =
  | { readonly kind: 'done' | 'failed'; readonly id: string }
  | { readonly kind: 'refused'; readonly id: string; readonly reason: string };

/** A job that took this many workers with it is given up. */
const MAX_STALLED = 5;
/** Data kept by a worker, so that jobs on the same table fetch it once. */
const KEPT_DATA = 4;

/**
 * Takes jobs from a queue until the signal stops it. What it is given is checked, never executed and never used as a path.
 * @throws ChainzRuleError `UNSUPPORTED` when the driver's version is another: the job goes back, this worker ends.
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<void> {
  const { Worker, WaitingError, UnrecoverableError } = await loadBullmq();
  const name = options.queue ?? QUEUE_NAME;
  const store = await openStore(options.url);
  const threads = new Threads(options.module, options.concurrency);
  const kept = new Map<string, Promise<Uint8Array>>();
  let stop: (reason?: unknown) => void = () => undefined;
  const stopped = new Promise<unknown>((resolve) => {
    stop = resolve;
  });

  const process = async (found: QueueJob, token?: string): Promise<JsonValue> => {
    const read = readMessage(found.id, found.data);
    if (typeof read === 'string') {
      options.onEvent?.({ kind: 'refused', id: `${found.id}`.slice(0, 80), reason: read });
      throw new UnrecoverableError(JSON.stringify({ code: 'INVALID_DATA', message: read }));
    }
    if (read.message.version !== options.version) {
      await found.moveToWait(token);
      stop(read.message.version);
      throw new WaitingError();
    }
    try {
      const data = read.job.data === undefined ? undefined : await dataOf(read.job.data);
      return await threads.run(read.job, data);
    } catch (error) {
      throw new Error(JSON.stringify(jobError(error)));
    }
  };

  function dataOf(sha256: string): Promise<Uint8Array> {
    const fetched = kept.get(sha256) ?? fetchData(store, name, sha256, options.dataFolder).then(shared);
    kept.delete(sha256);
    kept.set(sha256, fetched);
    fetched.catch(() => kept.delete(sha256));
    if (kept.size > KEPT_DATA) kept.delete(kept.keys().next().value!);
    return fetched;
  }

  const lease = (options.lease ?? 30) * 1000;
  const worker = new Worker(name, process, {
    connection: connectionOf(options.url),
    concurrency: options.concurrency,
    name: `${hostname()}:${globalThis.process.pid}`,
    lockDuration: lease,
    stalledInterval: lease / 2,
    maxStalledCount: MAX_STALLED,
  });
  worker.on('error', () => undefined);
  worker.on('completed', (job) => options.onEvent?.({ kind: 'done', id: job.id! }));
  worker.on('failed', (job) => options.onEvent?.({ kind: 'failed', id: job?.id ?? 'unknown' }));
  options.signal?.addEventListener('abort', () => stop(), { once: true });
  if (options.signal?.aborted) stop();
  const other = await stopped;
  await worker.close();
  await threads.close();
  store.disconnect();
  if (other !== undefined)
    fail(
      'UNSUPPORTED',
      `this worker is version ${options.version}, the driver's jobs are of ${String(other)}; install the driver's version here`,
    );
}
