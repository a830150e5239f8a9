import type { Matrix } from '../contract/matrix.ts';
import { describeValue, fail } from '../errors/fail.ts';
import type { Column, Table } from './table.ts';
import { TableBuilder, type TableBuilderOptions } from './table-builder.ts';

/** A cell of an array: `null`, `undefined`, NaN and the texts of `isMissing` are missing. */
export type Cell = number | string | boolean | null | undefined;

/**
 * A table from rows of cells: columns of numbers (or texts that are numbers) become numeric, others categorical.
 * @throws ChainzRuleError `INVALID_DATA` for rows of different lengths, infinite numbers, or cells of another kind.
 */
export function tableFromRows(
  rows: readonly (readonly Cell[])[],
  names?: readonly string[],
  options: TableBuilderOptions = {},
): Table {
  if (!Array.isArray(rows)) fail('INVALID_DATA', `a table is an array of rows, found ${describeValue(rows)}`);
  const width: unknown = rows[0]?.length;
  if (rows.length === 0 || typeof width !== 'number')
    fail('INVALID_DATA', `a table needs rows of cells, found ${describeValue(rows)}`);
  const builder = new TableBuilder(names ?? width, options);
  if (names !== undefined && names.length !== width)
    fail('SHAPE_MISMATCH', `there are ${names.length} names for ${width} columns`);
  // entries() visits holes as well, which would otherwise shift every later row.
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row) && !ArrayBuffer.isView(row))
      fail('INVALID_DATA', `row ${index} is ${describeValue(row)}; a row is an array of cells`, { row: index });
    if ((row as ArrayLike<Cell>).length !== width) {
      const cells = (row as ArrayLike<Cell>).length;
      fail('INVALID_DATA', `row ${index} has ${cells} cells, row 0 has ${width}`, { row: index });
    }
    builder.push(
      Array.from(row as ArrayLike<Cell>, (cell, column) => textOf(cell, index, column)),
      index,
    );
  }
  return builder.finish();
}

/** A table of numeric columns from a matrix; NaN is missing. */
export function tableFromMatrix({ data, rows, cols }: Matrix, names?: readonly string[]): Table {
  if (data?.length !== rows * cols)
    fail('SHAPE_MISMATCH', `the matrix says ${rows} × ${cols}, its data holds ${data?.length} numbers`);
  const infinite = data.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
  if (infinite >= 0)
    fail(
      'INVALID_DATA',
      `the matrix holds ${data[infinite]} at row ${Math.floor(infinite / cols)}, column ${infinite % cols}; use NaN for missing`,
    );
  const columns = Array.from({ length: cols }, (_, column): Column => {
    return { type: 'numeric', values: Float64Array.from({ length: rows }, (_, row) => data[row * cols + column]!) };
  });
  // The builder knows the rules for names.
  const checked = new TableBuilder(names ?? cols).names;
  if (checked.length !== cols) fail('SHAPE_MISMATCH', `there are ${checked.length} names for ${cols} columns`);
  return { rows, names: checked, columns, named: names !== undefined };
}

function textOf(cell: Cell, row: number, column: number): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return String(cell);
  if (typeof cell === 'number' && (Number.isFinite(cell) || Number.isNaN(cell)))
    return Number.isNaN(cell) ? '' : String(cell);
  return fail(
    'INVALID_DATA',
    `row ${row}, column ${column} holds ${describeValue(cell)}; allowed: finite numbers, texts, booleans, null`,
    { row, column },
  );
}
