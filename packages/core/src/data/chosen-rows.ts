import { describeValue, fail } from '../errors/fail.ts';

/** The rows asked for, or all of them. @throws ChainzRuleError `INVALID_ARGUMENT` for a row the table does not have. */
export function chosenRows(caller: string, count: number, rows: Int32Array | undefined): Int32Array {
  if (rows === undefined) return Int32Array.from({ length: count }, (_, row) => row);
  if (!(rows instanceof Int32Array))
    fail('INVALID_ARGUMENT', `${caller}: rows is ${describeValue(rows)}; allowed: an Int32Array of row indices`);
  const outside = rows.findIndex((row) => row < 0 || row >= count);
  if (outside >= 0) {
    fail('INVALID_ARGUMENT', `${caller}: rows[${outside}] is ${rows[outside]}; allowed: 0 ... ${count - 1}`, {
      row: rows[outside],
    });
  }
  return rows;
}
