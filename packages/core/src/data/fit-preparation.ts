import { describeValue, fail } from '../errors/fail.ts';
import { quantile } from '../tail-ratio/index.ts';
import type { Task } from './infer-task.ts';
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
}

/** Standardised inputs are clipped to this many standard deviations. */
const CLIP = 5;

/**
 * Learns a table's preparation from its training rows: medians, means, sds, categories, classes. A column with no value at
 * all becomes the constant 0.
 * @throws ChainzRuleError `INVALID_DATA` for an unknown target, missing targets, a single class, or too many categories.
 */
export function fitPreparation(table: Table, options: PreparationOptions): Preparation {
  const rows = options.rows ?? Int32Array.from({ length: table.rows }, (_, row) => row);
  if (rows.length === 0) fail('INVALID_DATA', 'the table has no rows to learn a preparation from');
  const target = resolveColumn(table.names, options.target);
  const columns = table.columns.flatMap((column, index): ColumnPreparation[] => {
    if (index === target) return [];
    return [fitColumn(table.names[index]!, column, rows, options.missingIndicator ?? false)];
  });
  if (columns.length === 0)
    fail('INVALID_DATA', `the table has no column besides the target ${describeValue(table.names[target])}`);
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

function fitNumeric(name: string, { values }: NumericColumn, rows: Int32Array, indicators: boolean): ColumnPreparation {
  const present = Float64Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value));
  const median = present.length === 0 ? 0 : quantile(present, 0.5);
  const missing = rows.length - present.length;
  const { mean, scale } = meanAndScale(
    Float64Array.from(rows, (row) => (Number.isNaN(values[row]) ? median : values[row]!)),
  );
  return { type: 'numeric', name, median, mean, scale, indicator: indicators && missing > 0 };
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
