import type { JobHandler } from '@chainzrule/jobs';
import { measured } from '../jobs/planned-job.ts';
import { parseScienceTask } from './science-payload.ts';
import { runScienceTask } from './science-task.ts';

/** Does science's jobs, here or on any machine: what it is given may come from a queue, so it is checked. */
const handler: JobHandler = measured(async (payload, data) => {
  const task = parseScienceTask(payload);
  if (data === undefined) throw new Error('the job names no data; a science job is about some');
  return await runScienceTask(task, data);
});
export default handler;
