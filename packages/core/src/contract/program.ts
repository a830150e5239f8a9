import type { Batch } from './batch.ts';
import type { DerivativeNormsV1, EvaluationV1 } from './evaluation.ts';
import type { Matrix } from './matrix.ts';
import type { StepPlanV1, StepRecordsV1 } from './step-plan.ts';
import type { TrainingStateV1 } from './training-state.ts';

/** Rows that live on the device, usable only with the program that loaded them. Disposing twice does nothing. */
export interface DatasetHandleV1 extends AsyncDisposable {
  readonly rows: number;
}

/**
 * One compiled network with its parameters and optimiser state.
 *
 * Every method rejects with a ChainzRuleError: `SHAPE_MISMATCH` for wrong column counts or lengths, `NON_FINITE_INPUT` for
 * NaN or ±∞ in inputs, `INVALID_ARGUMENT` for class indices, weights, rows or factors out of range, `DISPOSED` after disposal.
 */
export interface ProgramV1 extends AsyncDisposable {
  /** Logits [rows, logits] of x [rows, inputs]; zero rows give zero rows. */
  forward(x: Matrix): Promise<Matrix>;
  /** Objective and every gradient on one batch; changes nothing. */
  evaluate(batch: Batch, lambda: number): Promise<EvaluationV1>;
  /** Norms of the derivatives at each row of x, for the tail ratio; needs no labels. */
  derivativeNorms(x: Matrix): Promise<DerivativeNormsV1>;
  /** Sends rows to the device once. */
  load(rows: Batch): Promise<DatasetHandleV1>;
  /** Runs the plan's steps in order and advances the state. If it rejects, the state is that before the call. */
  trainSteps(data: DatasetHandleV1, plan: StepPlanV1): Promise<StepRecordsV1>;
  /** A copy of the state. */
  snapshot(): Promise<TrainingStateV1>;
  /** Replaces the state. */
  restore(state: TrainingStateV1): Promise<void>;
}
