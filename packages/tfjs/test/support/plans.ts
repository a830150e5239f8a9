import type { OptimizerSpec, StepPlanV1 } from '@chainzrule/core';

/** A plan over given batches, from step `start` (0-based) of a training with a constant learning rate. */
export function planOf(
  optimizer: OptimizerSpec,
  steps: readonly { readonly rows: readonly number[]; readonly lambda: number }[],
  learningRate: number,
  start = 0,
): StepPlanV1 {
  const [beta1, beta2] = optimizer.type === 'adamw' ? [optimizer.beta1, optimizer.beta2] : [0, 0];
  const each = (value: (step: number) => number): Float64Array =>
    Float64Array.from(steps, (_, index) => value(index + start + 1));
  return {
    rows: Int32Array.from(steps.flatMap(({ rows }) => rows)),
    batchSize: steps[0]!.rows.length,
    factors: {
      lambda: Float64Array.from(steps, ({ lambda }) => lambda),
      learningRate: each(() => learningRate),
      oneMinusBeta1: each(() => 1 - beta1),
      oneMinusBeta2: each(() => 1 - beta2),
      correction1: each((t) => 1 - beta1 ** t),
      correction2: each((t) => 1 - beta2 ** t),
    },
  };
}
