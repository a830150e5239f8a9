import type { Job, JobOutcome } from '@chainzrule/jobs';
import { z } from 'zod';

/** What one training gave; figures that are not finite are null. */
interface AssessResult {
  readonly trainRows: number;
  readonly testRows: number;
  /** λ as text, as it was really used. */
  readonly lambda: string;
  readonly scores: Readonly<Record<string, number | null>>;
  readonly tailRatio: { readonly layer: number | null; readonly input: number | null };
}

const figure = z.union([z.null(), z.number()]);
const resultSchema: z.ZodType<AssessResult> = z.strictObject({
  trainRows: z.int(),
  testRows: z.int(),
  lambda: z.string().max(1000),
  scores: z.record(z.string(), figure),
  tailRatio: z.strictObject({ layer: figure, input: figure }),
});

/** One line of records.jsonl: the job with its result or its error. Nothing in it depends on who computed it, or when. */
export interface SweepRecord {
  readonly format: 'chainzrule/sweep-record@1';
  readonly id: string;
  readonly data: string;
  readonly job: Job['payload'];
  readonly result?: AssessResult;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Makes the record of a job; a result of the wrong form becomes an error, never a figure. */
export function sweepRecord({ job, outcome }: { readonly job: Job; readonly outcome: JobOutcome }): SweepRecord {
  const frame = { format: 'chainzrule/sweep-record@1', id: job.id, data: job.data!, job: job.payload } as const;
  if ('error' in outcome) return { ...frame, error: outcome.error };
  const result = resultSchema.safeParse(outcome.result);
  if (!result.success)
    return { ...frame, error: { code: 'INVALID_DATA', message: 'the result is not what a training gives' } };
  return { ...frame, result: result.data };
}
