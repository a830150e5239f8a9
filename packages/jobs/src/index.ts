export type { JobHandler, JobInput } from './job/handler.ts';
export { type Job, type JsonValue, jobOf } from './job/job.ts';
export type { JobOutcome, JobRunner, RunnerEvents } from './job/runner.ts';
export { createLocalRunner, type LocalRunnerOptions } from './local/local-runner.ts';
export { createQueueRunner, type QueueRunnerOptions } from './queue/queue-runner.ts';
export { type QueueWorkerOptions, runQueueWorker, type WorkerEvent } from './queue/queue-worker.ts';
export { type JobRun, type JobRunProgress, type RunJobsOptions, runJobs } from './run/run-jobs.ts';
