import { describeValue, fail } from '../errors/fail.ts';
import { resolveColumn } from './resolve-column.ts';
import { cellText, type Table } from './table.ts';

/**
 * A table taken apart for an estimator: the other columns as X, the target's values as y (numbers, or texts).
 * @throws ChainzRuleError `INVALID_DATA` for an unknown column or a missing value in it.
 */
export function separateTarget(
  table: Table,
  target: string | number,
): { readonly X: Table; readonly y: (string | number)[] } {
  const index = resolveColumn(table.names, target);
  const column = table.columns[index]!;
  const y = Array.from({ length: table.rows }, (_, row) => {
    const text = cellText(column, row);
    if (text === undefined)
      fail('INVALID_DATA', `target ${describeValue(table.names[index])} is missing in row ${row}; drop that row`, {
        row,
      });
    return column.type === 'numeric' ? column.values[row]! : text;
  });
  const names = table.names.toSpliced(index, 1);
  return { X: { ...table, names, columns: table.columns.toSpliced(index, 1) }, y };
}
