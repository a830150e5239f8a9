import type { ResultRecord } from '../../records/record.ts';
import { quotients, ratioText } from './ratio.ts';

const OURS = 'onnx-node: cubic + DREG';
const PEER = 'PyTorch (eager): cubic + DREG';

/** A step beside PyTorch's, in a sentence; undefined without results. */
export function speedSummary(results: readonly ResultRecord[]): string | undefined {
  const steps = results.filter(({ job, times }) => job.experiment === 'steps' && times?.[PEER] !== undefined);
  if (steps.length === 0) return undefined;
  const ratios = steps.map(
    ({ job: { at }, times = {} }) =>
      `${ratioText(quotients(times[PEER], times[OURS]))} (${at['size']}, batch ${at['batch']})`,
  );
  return `Time of a step of ${PEER} over that of ${OURS}, median [10th … 90th percentile]: ${ratios.toSorted().join(', ')}.`;
}
