import { z } from 'zod';
import { type Job, type JsonValue, jobOf } from '../job/job.ts';

/** Largest message or result, in characters of JSON. */
export const MAX_MESSAGE: number = 2 ** 20;

/** A job as it stands in the queue. `version`: that of the driver's code; only a worker of the same takes it. */
export interface JobMessage {
  readonly version: string;
  readonly payload: JsonValue;
  readonly data: string | null;
}

const messageSchema = z.strictObject({
  version: z.string().max(100),
  payload: z.json(),
  data: z.union([z.null(), z.string().regex(/^[0-9a-f]{64}$/)]),
});

export function messageOf({ payload, data }: Job, version: string): JobMessage {
  return { version, payload, data: data ?? null };
}

/** Reads what a queue holds under an id; text says why it is refused. Nothing in it is ever executed or used as a path. */
export function readMessage(id: string | undefined, found: unknown): { message: JobMessage; job: Job } | string {
  if (JSON.stringify(found)?.length > MAX_MESSAGE) return `the message is larger than ${MAX_MESSAGE} characters`;
  const parsed = messageSchema.safeParse(found);
  if (!parsed.success) return `the message is not a job: ${parsed.error.issues[0]?.message ?? 'wrong form'}`;
  const message = parsed.data as JobMessage;
  const job = jobOf(message.payload, message.data ?? undefined);
  if (job.id !== id) return 'the id is not that of the content';
  return { message, job };
}
