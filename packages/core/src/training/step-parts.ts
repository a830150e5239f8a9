import type { StepFactorsV1, StepPlanV1, StepRecordsV1 } from '../contract/step-plan.ts';

/** The factors of the steps [from, to), as views. */
export function stepsOf(factors: StepFactorsV1, from: number, to: number): StepFactorsV1 {
  const entries = Object.entries(factors).map(([name, values]: [string, Float64Array]) => [
    name,
    values.subarray(from, to),
  ]);
  return Object.fromEntries(entries) as StepFactorsV1;
}

/** A plan's first steps. */
export function firstSteps({ rows, batchSize, factors }: StepPlanV1, steps: number): StepPlanV1 {
  return { rows: rows.subarray(0, steps * batchSize), batchSize, factors: stepsOf(factors, 0, steps) };
}

/** The records of plans that ran one after another. */
export function joinRecords(parts: readonly StepRecordsV1[]): StepRecordsV1 {
  if (parts.length === 1) return parts[0]!;
  const joined = (pick: (records: StepRecordsV1) => Float64Array): Float64Array =>
    Float64Array.from(parts.flatMap((part) => [...pick(part)]));
  return {
    loss: joined(({ loss }) => loss),
    task: joined(({ task }) => task),
    penalty: joined(({ penalty }) => penalty),
    gradientNorm: joined(({ gradientNorm }) => gradientNorm),
  };
}
