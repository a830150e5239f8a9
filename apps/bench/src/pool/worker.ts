import { type AgreementTask, runAgreementTask } from '../agreement/agreement-task.ts';
import type { JobOutcome, PlannedJob } from '../jobs/job-pool.ts';
import { runScienceTask, type ScienceTask } from '../science/science-task.ts';
import { runSpeedTask, type SpeedTask } from '../speed/speed-task.ts';

/** Runs one job in a worker thread. */
export default function runJob({ payload }: PlannedJob): Promise<JobOutcome> {
  const task = payload as AgreementTask | ScienceTask | SpeedTask;
  switch (task.suite) {
    case 'agreement':
      return runAgreementTask(task);
    case 'science':
      return runScienceTask(task);
    case 'speed':
      return runSpeedTask(task);
  }
}
