import type { StepFactorsV1, StepRecordsV1 } from '../contract/step-plan.ts';
import type { EpochRecord } from './epoch-record.ts';

/** Sums a plan's steps [from, to) up as one epoch. `offset`: steps done before the plan. */
export function epochRecord(
  epoch: number,
  epochs: number,
  offset: number,
  factors: StepFactorsV1,
  records: StepRecordsV1,
  { from, to }: { readonly from: number; readonly to: number },
): EpochRecord {
  const mean = (values: Float64Array): number =>
    values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  return {
    epoch,
    epochs,
    step: offset + to,
    loss: mean(records.loss),
    task: mean(records.task),
    penalty: mean(records.penalty),
    gradientNorm: mean(records.gradientNorm),
    largestGradientNorm: records.gradientNorm
      .subarray(from, to)
      .reduce((largest, value) => Math.max(largest, value), 0),
    lambda: factors.lambda[to - 1]!,
    learningRate: factors.learningRate[to - 1]!,
  };
}
