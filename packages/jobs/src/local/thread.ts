import { workerData } from 'node:worker_threads';
import type { JobHandler } from '../job/handler.ts';
import type { JsonValue } from '../job/job.ts';

/** A job as it crosses to a thread: the bytes are shared memory, so nothing is copied. */
export interface ThreadTask {
  readonly payload: JsonValue;
  readonly data: { readonly sha256: string; readonly bytes: Uint8Array } | undefined;
}

const { module } = workerData as { readonly module: string };
const handler = (async () => ((await import(module)) as { readonly default: JobHandler }).default)();
let last: ThreadTask['data'];

/** Runs the handler; jobs with the same data get the same object, so that a handler can keep what it made of it. */
export default async function thread({ payload, data }: ThreadTask): Promise<JsonValue> {
  if (data?.sha256 !== last?.sha256) last = data;
  return (await handler)({ payload, data: last?.bytes });
}
