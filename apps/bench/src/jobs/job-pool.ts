import type { Job, ResultRecord } from '../records/record.ts';

/** What a worker gives back of a job. */
export type JobOutcome = Pick<ResultRecord, 'figures' | 'notes' | 'series' | 'times'>;

/** A job with everything a worker needs to run it: `payload` is plain data that the suite's worker understands. */
export interface PlannedJob {
  readonly job: Job;
  readonly payload: unknown;
}

/** Where jobs run. Worker threads today; a distributed queue would implement the same three members. */
export interface JobPool extends AsyncDisposable {
  /** How many jobs may run at once. */
  readonly size: number;
  /** Runs one job; rejects with the worker's error. */
  run(planned: PlannedJob): Promise<JobOutcome>;
}
