import { type Parameters, Rng, type TrainingStateV1 } from '@chainzrule/core';
import { roundTo } from '../arithmetic/round-to.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { roundParameters } from '../cases/round-case.ts';
import { trainingCause } from '../causes/training-causes.ts';
import { type Finding, numbers } from '../judge/finding.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { TierContext } from './context.ts';
import { judgeStep, type Step, stepVerdicts, takeStep } from './one-step.ts';
import { factorsAt } from './step-plan.ts';

/** T5: one step from a state in the middle of a training, rows in another order than they were loaded. */
export async function checkOneStep(context: TierContext, given: ConformanceCase): Promise<Finding> {
  const rng = Rng.fromSeed(given.seed).fork('one step');
  const t = 1 + rng.integer(30);
  const step: Step = {
    before: stateInTheMiddle(given, t - 1, rng, roundTo(context.arithmetic)),
    rows: rng.permutation(given.batch.x.rows),
    factors: factorsAt(given.optimizer, t, given.lambda, given.learningRate),
  };
  await using program = await context.backend.compile(given.network, given.parameters, given.optimizer);
  await using data = await program.load(given.batch);
  const taken = await takeStep(program, data, step);
  const judged = judgeStep(given, step, context);
  const verdicts = stepVerdicts(given, step, taken, judged, context);
  const finding = numbers(5, given.id, 'one step', verdicts);
  const counted = taken.after.step === t;
  if (finding.passed && !counted)
    return { ...finding, passed: false, message: `after step ${t} the snapshot says step ${taken.after.step}` };
  return { ...finding, cause: finding.passed ? undefined : trainingCause(given, step, taken, judged) };
}

/** Parameters of the case with moments as a training would have left them. */
export function stateInTheMiddle(
  { parameters, optimizer }: ConformanceCase,
  step: number,
  rng: Rng,
  round: (value: number) => number,
): TrainingStateV1 {
  if (step === 0) return { parameters, moments: zeroMoments(parameters, optimizer.type === 'adamw'), step };
  const filled = (draw: () => number): Parameters =>
    roundParameters(
      round,
      Object.fromEntries(
        Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: data.map(draw) }]),
      ),
    );
  const first = filled(() => 0.03 * rng.normal());
  if (optimizer.type === 'sgd') return { parameters, moments: { first }, step };
  return { parameters, moments: { first, second: filled(() => 0.002 * rng.uniform()) }, step };
}

function zeroMoments(parameters: Parameters, second: boolean): TrainingStateV1['moments'] {
  const zeros = (): Parameters =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [
        name,
        { shape, data: new Float64Array(data.length) },
      ]),
    );
  return second ? { first: zeros(), second: zeros() } : { first: zeros() };
}

/** The verdicts that matter of many steps: for each tensor its worst. */
export function worstOf(steps: readonly (readonly Verdict[])[]): Verdict[] {
  const worst = new Map<string, Verdict>();
  for (const verdict of steps.flat()) {
    const known = worst.get(verdict.tensor);
    if (known === undefined || verdict.ratio > known.ratio) worst.set(verdict.tensor, verdict);
  }
  return [...worst.values()];
}
