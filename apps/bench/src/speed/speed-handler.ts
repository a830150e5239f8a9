import type { JobHandler } from '@chainzrule/jobs';
import { measured } from '../jobs/planned-job.ts';
import { runSpeedTask, type SpeedTask } from './speed-task.ts';

/** Does speed's jobs, on this machine's own plan. */
const handler: JobHandler = measured((payload) => runSpeedTask(payload as unknown as SpeedTask));
export default handler;
