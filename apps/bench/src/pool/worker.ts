import type { JobOutcome, PlannedJob } from '../jobs/job-pool.ts';
import { runScienceTask, type ScienceTask } from '../science/science-task.ts';

/** What workers understand. */
export type Task = ScienceTask;

/** Runs one job in a worker thread. */
export default function runJob({ payload }: PlannedJob): Promise<JobOutcome> {
  const task = payload as Task;
  switch (task.suite) {
    case 'science':
      return runScienceTask(task);
  }
}
