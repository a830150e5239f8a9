import { describeValue, fail } from '../errors/fail.ts';
import { createController, parseSchedule, type Schedule } from '../schedules/index.ts';
import { extentOf } from './row-source.ts';
import type { TrainingOptions } from './training-options.ts';

/** Checks the numbers of a training run; the documents and rows are checked by the program. */
export function checkTraining(options: TrainingOptions): void {
  const { epochs, batchSize, inputNoise, patience, gradientNormLimit, rows, seed } = options;
  const refuse = (name: string, value: unknown, allowed: string): never =>
    fail('INVALID_ARGUMENT', `train: ${name} is ${describeValue(value)}; allowed: ${allowed}`, { name, value });
  const integer = (name: string, value: unknown, low: number, high: number): void => {
    if (!Number.isSafeInteger(value) || (value as number) < low || (value as number) > high)
      refuse(name, value, `an integer ${low} ... ${high}`);
  };
  integer('epochs', epochs, 1, 1e9);
  const count = extentOf(rows)?.rows;
  if (!Number.isSafeInteger(count) || count < 1) refuse('rows', count, 'at least one row');
  integer('batchSize', batchSize, 1, count);
  integer('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (options.checkpoints !== undefined) integer('checkpoints.every', options.checkpoints.every, 1, 1e9);
  if (patience !== undefined) integer('patience', patience, 1, 1e9);
  if (patience !== undefined && options.validation === undefined)
    refuse('patience', patience, 'nothing without validation rows; give `validation`');
  if (inputNoise !== undefined && !(inputNoise >= 0 && inputNoise < 1e6))
    refuse('inputNoise', inputNoise, 'a number 0 ... 1e6');
  if (gradientNormLimit !== undefined && !(gradientNormLimit > 0))
    refuse('gradientNormLimit', gradientNormLimit, 'a number > 0');
  parseSchedule(options.lambda);
  const learningRate: Schedule = parseSchedule(options.learningRate);
  if (isControlled(learningRate))
    refuse('learningRate', learningRate, 'any schedule but "controlled", which is for lambda');
}

function isControlled(schedule: Schedule): boolean {
  return typeof schedule === 'object' && schedule.kind === 'controlled';
}

/** λ of each epoch: the schedule itself, or the constant a controller holds at the moment. `reached`: where a checkpoint left the controller. */
export function lambdaSource(
  schedule: Schedule,
  reached: number | undefined,
): { current(): Schedule; observe(tau: number): void } {
  if (typeof schedule === 'object' && schedule.kind === 'controlled') {
    const controller = createController(schedule, reached);
    return {
      current: () => controller.value(),
      observe: (tau) => {
        // A tail ratio of nothing but non-finite norms says nothing about where λ should go.
        if (Number.isFinite(tau)) controller.observe(tau);
      },
    };
  }
  return { current: () => schedule, observe: () => {} };
}
