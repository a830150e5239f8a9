import { setTimeout as pause } from 'node:timers/promises';
import { ChainzRuleError, describeValue } from '@chainzrule/core';
import type { Queue, Job as QueueJob } from 'bullmq';
import type { Job, JsonValue } from '../job/job.ts';
import { ATTEMPTS, type JobOutcome, type JobRunner, type RunnerEvents } from '../job/runner.ts';
import { connectionOf, loadBullmq, QUEUE_NAME } from './connection.ts';
import { sendData } from './data-exchange.ts';
import { type JobMessage, MAX_MESSAGE, messageOf, readMessage } from './message.ts';
import { openStore } from './store.ts';

export interface QueueRunnerOptions {
  /** `redis://HOST:PORT`; credentials come from the environment. */
  readonly url: string;
  /** Version of the code that makes the jobs; only workers of the same version take them. */
  readonly version: string;
  /** Bytes that jobs name, by SHA-256: sent through the queue unless workers find them in a folder. */
  readonly data?: ReadonlyMap<string, Uint8Array> | undefined;
  readonly queue?: string | undefined;
}

/** Jobs that stand in the queue at once: enough to keep any number of workers busy, few enough to keep Redis small. */
const WINDOW = 1000;
const POLL_MS = 50;
/** How often the driver makes sure that what it waits for is still in the queue. */
const RECONCILE_MS = 2000;

/**
 * Runs jobs on workers that share a queue. Delivery is at least once; an outcome is taken once, kept, and only then removed
 * from the queue, so that a driver that dies goes on where it was.
 */
export async function createQueueRunner(options: QueueRunnerOptions): Promise<JobRunner> {
  const { Queue } = await loadBullmq();
  const name = options.queue ?? QUEUE_NAME;
  const store = await openStore(options.url);
  const queue = new Queue(name, { connection: connectionOf(options.url) });
  // Lost connections are retried; without a listener they would end the process.
  queue.on('error', () => undefined);
  return {
    async run(jobs: readonly Job[], events: RunnerEvents, signal?: AbortSignal): Promise<void> {
      for (const [sha256, bytes] of options.data ?? []) await sendData(store, name, sha256, bytes);
      await new Driver(queue, store, name, options.version, jobs, events).run(signal);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await queue.close();
      store.disconnect();
    },
  };
}

type Store = Awaited<ReturnType<typeof openStore>>;

class Driver {
  readonly #queue: Queue;
  readonly #store: Store;
  readonly #name: string;
  readonly #version: string;
  readonly #events: RunnerEvents;
  readonly #waiting: IterableIterator<Job>;
  /** Jobs in the queue, with how often a bad answer was refused. */
  readonly #out = new Map<string, { readonly job: Job; refusals: number }>();
  #reconciled = performance.now();

  constructor(queue: Queue, store: Store, name: string, version: string, jobs: readonly Job[], events: RunnerEvents) {
    this.#queue = queue;
    this.#store = store;
    this.#name = name;
    this.#version = version;
    this.#events = events;
    this.#waiting = jobs.values();
  }

  async run(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      if (signal?.aborted) throw new ChainzRuleError('ABORTED', 'the run was stopped; what had ended is kept');
      await this.#fill();
      if (this.#out.size === 0) return;
      const taken = (await this.#take('completed')) + (await this.#take('failed'));
      await this.#reconcile();
      if (taken === 0) await pause(POLL_MS);
    }
  }

  async #fill(): Promise<void> {
    const fresh: Job[] = [];
    while (this.#out.size < WINDOW) {
      const { value: job, done } = this.#waiting.next() as IteratorResult<Job, undefined>;
      if (done === true || job === undefined) break;
      this.#out.set(job.id, { job, refusals: 0 });
      fresh.push(job);
    }
    await this.#add(fresh);
  }

  /** Adding what is there already does nothing, whatever its state. */
  async #add(jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.#queue.addBulk(
      jobs.map((job) => ({
        name: 'job',
        data: messageOf(job, this.#version),
        opts: { jobId: job.id, attempts: ATTEMPTS, stackTraceLimit: 0, keepLogs: 0 },
      })),
    );
  }

  async #take(state: 'completed' | 'failed'): Promise<number> {
    const ended = (await this.#queue.getJobs([state], 0, WINDOW - 1, true)) as QueueJob<JobMessage, JsonValue>[];
    let taken = 0;
    for (const found of ended) {
      const mine = this.#out.get(found?.id ?? '');
      if (mine === undefined) continue;
      const outcome = this.#outcomeOf(found, state);
      if (typeof outcome === 'string' && ++mine.refusals < ATTEMPTS) {
        this.#events.onRefused?.(outcome);
        await found.remove();
        await this.#add([mine.job]);
        continue;
      }
      const kept =
        typeof outcome === 'string' ? { id: mine.job.id, error: { code: 'INVALID_DATA', message: outcome } } : outcome;
      await this.#events.onOutcome(kept, found.processedBy ?? 'unknown');
      this.#out.delete(mine.job.id);
      await found.remove();
      taken++;
    }
    return taken;
  }

  /** What an ended job of the queue says, or why it is not believed. */
  #outcomeOf(found: QueueJob<JobMessage, JsonValue>, state: 'completed' | 'failed'): JobOutcome | string {
    const id = found.id!;
    const read = readMessage(id, found.data);
    if (typeof read === 'string') return read;
    if (state === 'failed') return { id, error: readFailure(found.failedReason) };
    const text = JSON.stringify(found.returnvalue ?? null);
    if (text.length > MAX_MESSAGE) return `the result of ${id.slice(0, 12)} is larger than ${MAX_MESSAGE} characters`;
    return { id, result: JSON.parse(text) as JsonValue };
  }

  /** A Redis that came back without its last second may have lost jobs: they are added again. */
  async #reconcile(): Promise<void> {
    if (performance.now() - this.#reconciled < RECONCILE_MS) return;
    this.#reconciled = performance.now();
    const open = [...this.#out.values()].map(({ job }) => job);
    const there = await this.#store.existing(open.map(({ id }) => `bull:${this.#name}:${id}`));
    await this.#add(open.filter((_, index) => there[index] === false));
  }
}

/** A worker's error as it was written down; anything else is kept as text. */
function readFailure(reason: string): { code: string; message: string } {
  try {
    const { code, message } = JSON.parse(reason) as { code: unknown; message: unknown };
    if (typeof code === 'string' && typeof message === 'string')
      return { code: code.slice(0, 100), message: message.slice(0, 2000) };
  } catch {
    // Not ours: BullMQ's own reason, a job that stalled too often, say.
  }
  return { code: 'JOB_FAILED', message: describeValue(reason) };
}
