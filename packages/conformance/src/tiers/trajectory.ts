import { type BackendV1, Rng, type Schedule, schedules, scheduleValue, type TrainingStateV1 } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { roundTo } from '../arithmetic/round-to.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { roundParameters } from '../cases/round-case.ts';
import { trainingCause } from '../causes/training-causes.ts';
import { type Finding, numbers } from '../judge/finding.ts';
import type { TierContext } from './context.ts';
import { judgeStep, type Step, stepVerdicts, takeStep } from './one-step.ts';
import { factorsAt, planOf } from './step-plan.ts';
import { stateInTheMiddle, worstOf } from './training.ts';

/** Steps of each trajectory unless fewer are asked for. */
const TRAJECTORY_STEPS = 50;

/** The schedules along which λ moves, by name. */
export const SCHEDULES: Readonly<Record<string, Schedule>> = {
  constant: 0.05,
  linear: schedules.linear(0.2, 0),
  geometric: schedules.geometric(0.3, 1e-3),
  cosine: schedules.cosine(0.2, 0),
  step: schedules.step([
    { value: 0.2, from: 0 },
    { value: 0.01, from: 0.5 },
  ]),
  piecewise: schedules.piecewise([
    { value: 0, at: 0 },
    { value: 0.2, at: 0.4 },
    { value: 0.01, at: 1 },
  ]),
  warmup: schedules.warmup(0.1, 0.2),
};

/**
 * T5: fifty steps (or `count`) along the reference's own path. A training amplifies rounding, so each step starts from the reference's
 * state (teacher forcing) and is judged by itself; the last batch of each pass over the rows is shorter.
 */
export async function checkTrajectory(
  context: TierContext,
  given: ConformanceCase,
  schedule: string,
  count: number = TRAJECTORY_STEPS,
): Promise<Finding> {
  const round = roundTo(context.arithmetic);
  const name = `${count} steps, λ ${schedule}`;
  await using reference = await createReferenceBackend().compile(given.network, given.parameters, given.optimizer);
  await using program = await context.backend.compile(given.network, given.parameters, given.optimizer);
  await using referenceData = await reference.load(given.batch);
  await using data = await program.load(given.batch);
  const all = [];
  let before = startOf(given, round);
  for (const { rows, factors } of stepsOf(given, schedule, count)) {
    context.signal?.throwIfAborted();
    const step: Step = { before, rows, factors };
    const taken = await takeStep(program, data, step);
    const judged = judgeStep(given, step, context);
    const verdicts = stepVerdicts(given, step, taken, judged, context);
    all.push(verdicts);
    if (verdicts.some(({ ratio }) => ratio > 1)) {
      const finding = numbers(5, given.id, name, verdicts);
      const message = `at step ${before.step + 1} of ${count}`;
      return { ...finding, message, cause: trainingCause(given, step, taken, judged) };
    }
    before = roundState((await takeStep(reference, referenceData, step)).after, round);
  }
  return numbers(5, given.id, name, worstOf(all));
}

/** The losses of one free run on two backends: a figure to report, not a check. */
export async function freeRun(backend: BackendV1, given: ConformanceCase, schedule: string): Promise<Float64Array> {
  await using program = await backend.compile(given.network, given.parameters, given.optimizer);
  await using data = await program.load(given.batch);
  const steps = [...stepsOf(given, schedule, TRAJECTORY_STEPS)].filter(
    ({ rows }, _index, list) => rows.length === list[0]!.rows.length,
  );
  const plan = planOf(
    steps.map(({ rows }) => rows),
    steps.map(({ factors }) => factors),
  );
  return (await program.trainSteps(data, plan)).loss;
}

function* stepsOf(given: ConformanceCase, schedule: string, steps: number): Generator<Omit<Step, 'before'>> {
  const rng = Rng.fromSeed(given.seed).fork('trajectory');
  const rowCount = given.batch.x.rows;
  const batchSize = Math.max(1, Math.ceil(rowCount / 2.5));
  let order = rng.permutation(rowCount);
  let position = 0;
  for (let step = 0; step < steps; step++) {
    if (position >= rowCount) [order, position] = [rng.permutation(rowCount), 0];
    const rows = order.slice(position, position + batchSize);
    position += batchSize;
    const progress = step / Math.max(1, steps - 1);
    const lambda = scheduleValue(SCHEDULES[schedule]!, progress, step);
    // Warm-up and decay of the learning rate, so that no two steps share it.
    const learningRate = given.learningRate * Math.min(1, (step + 1) / 10) * (1 - progress / 2);
    yield { rows, factors: factorsAt(given.optimizer, step + 1, lambda, learningRate) };
  }
}

function startOf(given: ConformanceCase, round: (value: number) => number): TrainingStateV1 {
  return stateInTheMiddle(given, 0, Rng.fromSeed(given.seed), round);
}

function roundState({ parameters, moments, step }: TrainingStateV1, round: (value: number) => number): TrainingStateV1 {
  return {
    parameters: roundParameters(round, parameters),
    moments: {
      first: roundParameters(round, moments.first),
      ...(moments.second !== undefined && { second: roundParameters(round, moments.second) }),
    },
    step,
  };
}
