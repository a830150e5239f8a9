import { type ProgramV1, type StepRecordsV1, type TrainingStateV1, takeRows } from '@chainzrule/core';
import { batchInputs, scalarInput, tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { verdicts } from '../judge/best-variant.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import { clippedObjective } from './clipped-objective.ts';
import type { TierContext } from './context.ts';
import { planOf } from './step-plan.ts';
import { type StepFactors, stateVerdicts } from './step-rules.ts';

/** One training step: where it starts, which rows it takes, with which factors. */
export interface Step {
  readonly before: TrainingStateV1;
  readonly rows: Int32Array;
  readonly factors: StepFactors;
}

/** What a backend made of a step. */
export interface StepTaken {
  readonly records: StepRecordsV1;
  readonly after: TrainingStateV1;
}

/** Lets a backend take a step from a given state; the program has loaded the case's batch as `data`. */
export async function takeStep(
  program: ProgramV1,
  data: Awaited<ReturnType<ProgramV1['load']>>,
  { before, rows, factors }: Step,
): Promise<StepTaken> {
  await program.restore(before);
  const records = await program.trainSteps(data, planOf([rows], [factors]));
  return { records, after: await program.snapshot() };
}

/** What float64 says about the objective and the clipped gradient of a step. */
export function judgeStep(given: ConformanceCase, { before, rows, factors }: Step, context: TierContext): Sensitivity {
  const { network, optimizer, batch, seed } = given;
  const inputs = [
    ...tensorInputs(network, before.parameters),
    scalarInput(factors.lambda),
    ...batchInputs(network, takeRows(batch, rows)),
  ];
  return context.judge(clippedObjective(network, optimizer), inputs, context.arithmetic, seed);
}

/** Records against the judged objective, the new state against the rules for an optimiser's step. */
export function stepVerdicts(
  given: ConformanceCase,
  step: Step,
  { records, after }: StepTaken,
  judged: Sensitivity,
  context: TierContext,
): Verdict[] {
  const found = (['loss', 'task', 'penalty', 'gradientNorm'] as const).map((name) => [name, records[name]] as const);
  const names = Object.keys(given.parameters);
  const candidates = judged.variants.map((variant) => {
    const gradients = new Map(names.map((name, index) => [name, variant[4 + index]!]));
    const state = stateVerdicts(given.optimizer, step.factors, step.before, after, gradients, context.arithmetic);
    return [...verdicts(found, { ...judged, variants: [variant] }), ...state];
  });
  const worst = (list: readonly Verdict[]): number => Math.max(0, ...list.map(({ ratio }) => ratio));
  return candidates.reduce((best, next) => (worst(next) < worst(best) ? next : best));
}
