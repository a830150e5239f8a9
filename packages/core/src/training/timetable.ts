import type { StepFactorsV1 } from '../contract/step-plan.ts';
import { type Schedule, scheduleValue } from '../schedules/index.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';

/**
 * When epochs end. Batches are taken from one endless stream of rows, permutation after permutation, so every step but the
 * very last of a run has exactly `batchSize` rows; epoch k ends with the step that completes the k-th pass.
 */
export class Timetable {
  readonly rows: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Steps of the whole run. */
  readonly steps: number;

  constructor(rows: number, epochs: number, batchSize: number) {
    this.rows = rows;
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.steps = this.stepAtEnd(epochs);
  }

  /** Steps done when epoch k (from 1) ends. */
  stepAtEnd(epoch: number): number {
    return Math.ceil((epoch * this.rows) / this.batchSize);
  }

  /** Positions in the stream of rows that the steps [from, to) take. */
  positions(from: number, to: number): { readonly from: number; readonly to: number } {
    return { from: from * this.batchSize, to: Math.min(to * this.batchSize, this.epochs * this.rows) };
  }

  /** Whether the run should look at its tail ratio after this epoch: about 50 times over the run, always at its end. */
  isMeasured(epoch: number): boolean {
    const mark = (k: number): number => Math.floor((50 * k) / this.epochs);
    return epoch === this.epochs || epoch === 1 || mark(epoch) > mark(epoch - 1);
  }

  /** The factors of the steps [from, to), in float64. `lambda`: that of a controlled schedule, or the schedule. */
  factors(from: number, to: number, optimizer: OptimizerSpec, learningRate: Schedule, lambda: Schedule): StepFactorsV1 {
    const [beta1, beta2] = optimizer.type === 'adamw' ? [optimizer.beta1, optimizer.beta2] : [0, 0];
    const each = (value: (step: number) => number): Float64Array =>
      Float64Array.from({ length: to - from }, (_, index) => value(from + index));
    const progress = (step: number): number => step / Math.max(this.steps - 1, 1);
    return {
      lambda: each((step) => scheduleValue(lambda, progress(step), step)),
      learningRate: each((step) => scheduleValue(learningRate, progress(step), step)),
      oneMinusBeta1: each(() => 1 - beta1),
      oneMinusBeta2: each(() => 1 - beta2),
      correction1: each((step) => 1 - beta1 ** (step + 1)),
      correction2: each((step) => 1 - beta2 ** (step + 1)),
    };
  }
}
