import type { HeadSpec, Matrix } from '@chainzrule/core';

/** A classification table in a CSV file: everything about reading it that changes results. */
export interface CsvDocument {
  readonly kind: 'csv';
  readonly name: string;
  /** Path below the data folder, or an absolute one. */
  readonly file: string;
  readonly header: boolean;
  /** Name or 0-based index of the label column, negative from the end. */
  readonly target: string | number;
  /** Columns in which a value stands for "missing". */
  readonly missing?: readonly { readonly column: string | number; readonly value: string }[] | undefined;
  /** Labels above this number are one class, the others the other. */
  readonly positiveAbove?: number | undefined;
  /**
   * On purpose wrong, to show what it does: missing values are filled with the median of the row's own class over the whole table, test
   * rows and their labels included.
   */
  readonly leak?: 'imputation by class' | undefined;
}

/** SST-5's sentences and a folder of static word-piece vectors with their tokenizer. */
export interface Sst5Document {
  readonly kind: 'sst5';
  readonly name: string;
  readonly sentences: string;
  readonly vectors: string;
}

/** Any encoder's vectors in a CSV file. */
export interface EmbeddingsDocument {
  readonly kind: 'embeddings';
  readonly name: string;
  readonly file: string;
}

/** Where a data set's files are and how they are read. */
export type SourceDocument = CsvDocument | Sst5Document | EmbeddingsDocument;

/** A data set in memory: labels, and inputs prepared by what given training rows tell. */
export interface DataSource {
  readonly name: string;
  /** sha256 over the bytes of its files. */
  readonly sha256: string;
  readonly rows: number;
  /** [rows] class indices. */
  readonly labels: Float64Array;
  readonly head: HeadSpec;
  /** Rows of a given division, where the data set comes with one. */
  readonly parts?:
    | { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array }
    | undefined;
  /** Prepared inputs of each set of rows; imputation, scales and categories are learnt from `train` alone. */
  prepare(train: Int32Array, sets: readonly Int32Array[]): Matrix[];
}
