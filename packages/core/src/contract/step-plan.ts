/**
 * Many optimiser steps as one call. Step s takes the rows `rows[s·batchSize … (s+1)·batchSize)` of the loaded data; the
 * last step may be shorter. Everything that changes from step to step is computed by the core in float64.
 */
export interface StepPlanV1 {
  /** Row indices into the loaded data, the steps' batches one after another. */
  readonly rows: Int32Array;
  readonly batchSize: number;
  readonly factors: StepFactorsV1;
}

/** One entry per step. For SGD the moment factors are ignored. */
export interface StepFactorsV1 {
  readonly lambda: Float64Array;
  readonly learningRate: Float64Array;
  /** 1 − β1 and 1 − β2. */
  readonly oneMinusBeta1: Float64Array;
  readonly oneMinusBeta2: Float64Array;
  /** Bias corrections 1 − β1^t and 1 − β2^t, t counted from 1 over the whole training. */
  readonly correction1: Float64Array;
  readonly correction2: Float64Array;
}

/** What each step measured before its update, one entry a step; `gradientNorm` is the global norm before clipping. */
export interface StepRecordsV1 {
  readonly loss: Float64Array;
  readonly task: Float64Array;
  readonly penalty: Float64Array;
  readonly gradientNorm: Float64Array;
}
