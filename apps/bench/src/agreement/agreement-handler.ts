import type { JobHandler } from '@chainzrule/jobs';
import { measured } from '../jobs/planned-job.ts';
import { type AgreementTask, runAgreementTask } from './agreement-task.ts';

/** Does agreement's jobs, on this machine's own plan. */
const handler: JobHandler = measured((payload, data) => runAgreementTask(payload as unknown as AgreementTask, data));
export default handler;
