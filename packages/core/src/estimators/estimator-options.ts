import type { BackendV1 } from '../contract/backend.ts';
import type { Matrix } from '../contract/matrix.ts';
import type { Cell, Table } from '../data/index.ts';
import type { FitSettings } from '../fit/index.ts';
import type { EpochRecord } from '../training/index.ts';

/** A class as users write it. Booleans are the classes `'false'` and `'true'`; digits stay numbers. */
export type Label = string | number;

/** Rows as users have them: arrays of cells, a matrix (NaN = missing) or a table from `readCsv`. */
export type Rows = readonly (readonly Cell[])[] | Matrix | Table;

/** An estimator's settings (all optional, see `FitSettings`) and what runs it. */
export interface EstimatorOptions extends Partial<FitSettings> {
  /** What computes; the float64 reference when absent. */
  readonly backend?: BackendV1 | undefined;
  /** `balanced` gives every class the same total weight in training. */
  readonly classWeight?: 'balanced' | undefined;
  /** Adds a 0/1 input beside each column with missing values. */
  readonly missingIndicator?: boolean | undefined;
}

/** Options of one fit. Y is the type of the targets. */
export interface FitOptions<Y> {
  /**
   * Rows to watch: a fraction of the training rows to set aside, or rows of their own. The epoch with the best task loss there is kept,
   * and training stops early under `patience`.
   */
  readonly validation?: number | { readonly X: Rows; readonly y: ArrayLike<Y> } | undefined;
  /** [rows] ≥ 0. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
  /** Names of the columns, where X has none. */
  readonly names?: readonly string[] | undefined;
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
