import type { NormFigures, PooledFigures, Scores, Task } from '@chainzrule/core';

/** One column as the page shows it. */
export interface ColumnSummary {
  readonly name: string;
  readonly type: 'numeric' | 'categorical';
  readonly missing: number;
  readonly different: number;
  /** `21 … 81, median 29`, or the most frequent texts. */
  readonly content: string;
  /** What the column would be as a target. */
  readonly task: Exclude<Task, 'ordinal'>;
}

/** A table that was read. */
export interface TableSummary {
  readonly name: string;
  /** Whether the first line held the names. */
  readonly named: boolean;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** The first rows, as text. */
  readonly head: readonly (readonly string[])[];
}

/** How the visitor wants to train. */
export interface TrainOrder {
  readonly target: string;
  readonly task: Task | 'auto';
  /** By column: a value that counts as missing there. */
  readonly missing: readonly { readonly column: string; readonly value: string }[];
  readonly missingIndicator: boolean;
  /** `auto`, `cv`, or λ as a number or a schedule's text. */
  readonly lambda: string;
  readonly epochs: number | 'auto';
  readonly seed: number;
  /** Also train the plain ReLU twin on the same rows. */
  readonly twin: boolean;
  readonly backend: string;
}

/** How far training is. */
export interface TrainProgress {
  readonly network: string;
  readonly done: number;
  /** Training loss (task part) of every epoch so far. */
  readonly epochs: number;
  readonly losses: readonly number[];
}

/** What came out for one network on the held-out rows. */
export interface NetworkReport {
  readonly name: string;
  readonly scores: Scores;
  readonly lambda: string;
  readonly epochs: number;
  readonly losses: readonly number[];
  readonly pooled: PooledFigures;
  /** [held-out rows] ‖∂outputs/∂x‖ of prepared inputs. */
  readonly inputNorms: Float64Array;
}

/** What came out of a training. */
export interface TrainReport {
  readonly target: string;
  readonly task: Task;
  readonly classes: readonly string[];
  readonly trainRows: number;
  readonly testRows: number;
  /** Share of the most frequent class among the held-out rows, or null for a regression. */
  readonly majority: number | null;
  readonly networks: readonly NetworkReport[];
}

/** A model that was loaded from a file. */
export interface ModelSummary {
  readonly name: string;
  readonly target: string;
  readonly task: Task;
  readonly classes: readonly string[];
  readonly columns: readonly string[];
  readonly layers: string;
}

/** The two files of a model. */
export interface ModelBytes {
  readonly safetensors: Uint8Array<ArrayBuffer>;
  readonly onnx: Uint8Array<ArrayBuffer>;
}

/** Predictions for a table's rows. */
export interface PredictionSummary {
  readonly name: string;
  readonly rows: number;
  /** All of them, as CSV. */
  readonly csv: string;
  /** Columns of the table that the model does not take. */
  readonly unused: readonly string[];
  /** Scores, where the table holds the target. */
  readonly scores: Scores | null;
  readonly norms: { readonly layer: NormFigures; readonly input: NormFigures };
}
