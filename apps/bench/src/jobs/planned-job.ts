import { type JobHandler, type JsonValue, type Job as Work, jobOf as workOf } from '@chainzrule/jobs';
import type { Job, ResultRecord } from '../records/record.ts';

/** What was measured for a job. */
export type JobOutcome = Pick<ResultRecord, 'figures' | 'notes' | 'series' | 'times'>;

/** A record to be made, and the work that makes it. */
export interface PlannedJob {
  readonly job: Job;
  /** What the suite's handler is told: a plain document. */
  readonly payload: unknown;
  /** SHA-256 of the packed files that the work is about. */
  readonly data?: string | undefined;
}

/** The same work for `@chainzrule/jobs`; its id is that of the work, not of the record. */
export function workOfPlanned({ payload, data }: PlannedJob): Work {
  // As JSON holds it: members that are undefined are not there.
  return workOf(JSON.parse(JSON.stringify(payload)) as JsonValue, data);
}

/** A handler of `@chainzrule/jobs` from a function that measures; it adds the seconds that the work took where it was done. */
export function measured(run: (payload: JsonValue, data: Uint8Array | undefined) => Promise<JobOutcome>): JobHandler {
  return async ({ payload, data }) => {
    const begun = performance.now();
    const outcome = await run(payload, data);
    const seconds = Math.round(performance.now() - begun) / 1000;
    return { ...outcome, seconds } as unknown as JsonValue;
  };
}
