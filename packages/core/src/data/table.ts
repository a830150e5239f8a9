/** Numbers; NaN is a missing value. */
export interface NumericColumn {
  readonly type: 'numeric';
  readonly values: Float64Array;
}

/** Texts by code: row r holds `categories[codes[r]]`; −1 is a missing value. */
export interface CategoricalColumn {
  readonly type: 'categorical';
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

export type Column = NumericColumn | CategoricalColumn;

/** A table of typed columns. */
export interface Table {
  readonly rows: number;
  /** One per column, all different. */
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  /** Whether the names come from the data (a header) or were made up (`column0` …), so that only positions count. */
  readonly named: boolean;
}

/** The text of a cell, or undefined where it is missing. */
export function cellText(column: Column, row: number): string | undefined {
  if (column.type === 'categorical') return column.categories[column.codes[row]!];
  const value = column.values[row]!;
  return Number.isNaN(value) ? undefined : String(value);
}
