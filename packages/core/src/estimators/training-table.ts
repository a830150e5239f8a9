import { type Column, type Table, tableFromMatrix, tableFromRows } from '../data/index.ts';
import { describeValue, fail } from '../errors/index.ts';
import type { Label, Rows } from './estimator-options.ts';

/** Rows of any form as a table. */
export function toTable(call: string, rows: Rows, names?: readonly string[]): Table {
  if (Array.isArray(rows)) return tableFromRows(rows, names);
  const given = rows as Exclude<Rows, readonly unknown[]>;
  if (typeof given !== 'object' || given === null)
    fail('INVALID_DATA', `${call}: X is ${describeValue(rows)}; allowed: rows of cells, a matrix or a table`);
  if ('columns' in given) return given;
  if ('data' in given) return tableFromMatrix(given, names);
  return fail('INVALID_DATA', `${call}: X is ${describeValue(rows)}; allowed: rows of cells, a matrix or a table`);
}

/** The table with the targets as its last column, under a name that no other column has. */
export function withTarget(call: string, table: Table, y: ArrayLike<Label | boolean>, numeric: boolean): Table {
  const length: unknown = y?.length;
  if (length !== table.rows)
    fail('SHAPE_MISMATCH', `${call}: X has ${table.rows} rows, y has ${describeValue(length)} entries`);
  let name = 'target';
  while (table.names.includes(name)) name += '_';
  const column = numeric
    ? numericColumn(call, y)
    : tableFromRows(Array.from(y, (label) => [labelCell(call, label)])).columns[0]!;
  return { ...table, names: [...table.names, name], columns: [...table.columns, column] };
}

function numericColumn(call: string, y: ArrayLike<unknown>): Column {
  const values = Float64Array.from({ length: y.length }, (_, row) => {
    const value = y[row];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return fail(
      'INVALID_DATA',
      `${call}: y is ${describeValue(value)} at row ${row}; a regression takes finite numbers`,
      { row },
    );
  });
  return { type: 'numeric', values };
}

function labelCell(call: string, label: unknown): Label | boolean {
  if (typeof label === 'string' || typeof label === 'boolean' || (typeof label === 'number' && !Number.isNaN(label)))
    return label;
  return fail('INVALID_DATA', `${call}: y holds ${describeValue(label)}; allowed: texts, numbers, booleans`);
}
