import { describeValue, fail } from '../errors/fail.ts';
import { quantile } from '../tail-ratio/index.ts';
import { chosenRows } from './chosen-rows.ts';
import type { Task } from './infer-task.ts';
import { isMissingCode, type MissingCode } from './missing-code.ts';
import type { ColumnPreparation, Preparation } from './preparation.ts';
import { resolveColumn } from './resolve-column.ts';
import { byCodePoints, meanAndScale } from './statistics.ts';
import type { CategoricalColumn, Column, NumericColumn, Table } from './table.ts';
import { fitTarget } from './target.ts';

/** Most categories a column may be spread into. */
const MAX_CATEGORIES = 1000;

export interface PreparationOptions {
  /** Name or 0-based index, negative from the end. */
  readonly target: string | number;
  /** What to predict; `inferTask` decides when absent. */
  readonly task?: Task | undefined;
  /** The training rows; all when absent. Nothing is learnt from others. */
  readonly rows?: Int32Array | undefined;
  /** Adds a 0/1 column beside each numeric column that has missing values in training. */
  readonly missingIndicator?: boolean | undefined;
  /** Values that stand for "missing" in a column; the preparation keeps them, so that later tables are read alike. */
  readonly missing?: readonly MissingCode[] | undefined;
}

/** Standardised inputs are clipped to this many standard deviations. */
const CLIP = 5;

/**
 * Learns a table's preparation from its training rows: medians, means, sds, categories, classes. A column with no value at
 * all in training gives no feature.
 * @throws ChainzRuleError `INVALID_DATA` for an unknown target, missing targets, a single class, or too many categories.
 */
export function fitPreparation(table: Table, options: PreparationOptions): Preparation {
  const rows = chosenRows('fitPreparation', table.rows, options.rows);
  if (rows.length === 0) fail('INVALID_DATA', 'the table has no rows to learn a preparation from');
  const target = resolveColumn(table.names, options.target);
  const columns = table.columns.flatMap((column, index): ColumnPreparation[] => {
    if (index === target) return [];
    const codes = (options.missing ?? []).filter((code) => resolveColumn(table.names, code.column) === index);
    const fitted = fitColumn(table.names[index]!, withoutCodes(column, codes), rows, options.missingIndicator ?? false);
    if (fitted.type === 'categorical' || codes.length === 0) return [fitted];
    return [{ ...fitted, missing: codes.map(({ value }) => value.trim()) }];
  });
  if (columns.length === 0)
    fail('INVALID_DATA', `the table has no column besides the target ${describeValue(table.names[target])}`);
  if (columns.every((column) => column.type === 'categorical' && column.categories.length === 0))
    fail('INVALID_DATA', 'no column besides the target holds a value in the training rows');
  return {
    format: 'chainzrule/preparation@1',
    named: table.named,
    clip: CLIP,
    columns,
    target: fitTarget(table, target, rows, options.task),
  };
}

function fitColumn(name: string, column: Column, rows: Int32Array, indicators: boolean): ColumnPreparation {
  return column.type === 'numeric' ? fitNumeric(name, column, rows, indicators) : fitCategorical(name, column, rows);
}

/** The column with its codes for "missing" taken out; one read with them has none left. */
function withoutCodes(column: Column, codes: readonly MissingCode[]): Column {
  if (codes.length === 0) return column;
  const texts = codes.map(({ value }) => value.trim());
  if (column.type === 'numeric') {
    const values = column.values.map((value) => (isMissingCode(texts, String(value)) ? Number.NaN : value));
    return { ...column, values };
  }
  const isCode = column.categories.map((category) => isMissingCode(texts, category));
  return { ...column, codes: column.codes.map((code) => (code >= 0 && isCode[code] ? -1 : code)) };
}

function fitNumeric(name: string, { values }: NumericColumn, rows: Int32Array, indicators: boolean): ColumnPreparation {
  const present = Float64Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value));
  // Whatever stands here later was never seen in training: no scale would fit it.
  if (present.length === 0) return { type: 'categorical', name, categories: [] };
  const median = medianOf(present);
  const missing = rows.length - present.length;
  const { mean, scale } = meanAndScale(
    Float64Array.from(rows, (row) => (Number.isNaN(values[row]) ? median : values[row]!)),
  );
  return { type: 'numeric', name, median, mean, scale, indicator: indicators && missing > 0 };
}

/** The halves keep the interpolation between two huge numbers of opposite sign from overflowing. */
function medianOf(values: Float64Array): number {
  const median = quantile(values, 0.5);
  if (Number.isFinite(median)) return median;
  return (
    2 *
    quantile(
      values.map((value) => value / 2),
      0.5,
    )
  );
}

function fitCategorical(name: string, { codes, categories }: CategoricalColumn, rows: Int32Array): ColumnPreparation {
  const seen = new Set<string>();
  for (const row of rows) if (codes[row]! >= 0) seen.add(categories[codes[row]!]!);
  if (seen.size > MAX_CATEGORIES) {
    fail(
      'INVALID_DATA',
      `column ${describeValue(name)} holds ${seen.size} different texts, more than ${MAX_CATEGORIES}; leave it out or encode it as numbers`,
      { name },
    );
  }
  return { type: 'categorical', name, categories: [...seen].sort(byCodePoints) };
}
