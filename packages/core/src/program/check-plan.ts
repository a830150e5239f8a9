import type { StepFactorsV1, StepPlanV1 } from '../contract/step-plan.ts';
import { describeValue, fail } from '../errors/fail.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';

/** Allowed range of each factor, ends included unless said. */
const ranges: Readonly<
  Record<
    keyof StepFactorsV1,
    { readonly moments: boolean; readonly text: string; readonly allows: (value: number) => boolean }
  >
> = {
  lambda: { moments: false, text: 'finite and >= 0', allows: (value) => value >= 0 && Number.isFinite(value) },
  learningRate: { moments: false, text: 'finite and >= 0', allows: (value) => value >= 0 && Number.isFinite(value) },
  oneMinusBeta1: { moments: true, text: 'in (0, 1]', allows: (value) => value > 0 && value <= 1 },
  oneMinusBeta2: { moments: true, text: 'in (0, 1]', allows: (value) => value > 0 && value <= 1 },
  correction1: { moments: true, text: 'in (0, 1]', allows: (value) => value > 0 && value <= 1 },
  correction2: { moments: true, text: 'in (0, 1]', allows: (value) => value > 0 && value <= 1 },
};

/** Checks a plan against the loaded rows; returns its number of steps. `weights`: those of the loaded rows, if any. */
export function checkPlan(
  plan: StepPlanV1,
  dataRows: number,
  optimizer: OptimizerSpec,
  weights: Float64Array | undefined,
): number {
  const { rows, batchSize, factors } = plan ?? {};
  if (!(rows instanceof Int32Array))
    fail('INVALID_ARGUMENT', `trainSteps: plan.rows must be an Int32Array, found ${describeValue(rows)}`);
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    fail('INVALID_ARGUMENT', `trainSteps: plan.batchSize is ${describeValue(batchSize)}; it must be an integer >= 1`);
  }
  rows.forEach((row, position) => {
    if (row >= 0 && row < dataRows) return;
    fail('INVALID_ARGUMENT', `trainSteps: plan.rows[${position}] is ${row}; the data has rows 0 … ${dataRows - 1}`, {
      position,
      row,
    });
  });
  const steps = Math.ceil(rows.length / batchSize);
  for (const [name, { moments, text, allows }] of Object.entries(ranges)) {
    if (moments && optimizer.type === 'sgd') continue;
    const values: unknown = factors?.[name as keyof StepFactorsV1];
    if (!(values instanceof Float64Array))
      fail('INVALID_ARGUMENT', `trainSteps: factors.${name} must be a Float64Array, found ${describeValue(values)}`);
    if (values.length !== steps)
      fail('SHAPE_MISMATCH', `trainSteps: factors.${name} has ${values.length} entries, the plan has ${steps} steps`);
    values.forEach((value, step) => {
      if (!allows(value))
        fail('INVALID_ARGUMENT', `trainSteps: factors.${name}[${step}] is ${value}; it must be ${text}`, {
          step,
          value,
        });
    });
  }
  if (weights !== undefined) checkBatchWeights(rows, batchSize, steps, weights);
  return steps;
}

function checkBatchWeights(rows: Int32Array, batchSize: number, steps: number, weights: Float64Array): void {
  for (let step = 0; step < steps; step++) {
    const batch = rows.subarray(step * batchSize, (step + 1) * batchSize);
    if (batch.some((row) => weights[row]! > 0)) continue;
    fail(
      'INVALID_ARGUMENT',
      `trainSteps: every row of step ${step} has weight 0, so its mean is undefined; give the batch a row with weight`,
      { step },
    );
  }
}
