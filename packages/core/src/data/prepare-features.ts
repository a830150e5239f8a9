import type { Matrix } from '../contract/matrix.ts';
import { describeValue, fail } from '../errors/fail.ts';
import { parseNumber } from './cell-text.ts';
import { chosenRows } from './chosen-rows.ts';
import { isMissingCode } from './missing-code.ts';
import { featureNames, type NumericPreparation, type Preparation } from './preparation.ts';
import { type Column, cellText, type Table } from './table.ts';

/** Which of a table's columns a preparation takes. */
export interface ColumnMatch {
  /** Position in the table of each column of the preparation. */
  readonly positions: readonly number[];
  /** Columns of the table that are not used. */
  readonly extra: readonly string[];
}

/**
 * Finds a preparation's columns in a table: by name, in any order, or by position where either has no names (the target's
 * column may be there or not).
 * @throws ChainzRuleError `INVALID_DATA` naming what is missing and what is there.
 */
export function matchColumns(preparation: Preparation, table: Table): ColumnMatch {
  const { columns, target } = preparation;
  if (!preparation.named || !table.named) {
    const withTarget = table.columns.length === columns.length + 1;
    if (!withTarget && table.columns.length !== columns.length) {
      fail(
        'INVALID_DATA',
        `the table has ${table.columns.length} columns, the model takes ${columns.length} (or ${columns.length + 1} with the target at position ${target.index}), matched by position`,
      );
    }
    const positions = columns.map((_, index) => (withTarget && index >= target.index ? index + 1 : index));
    return { positions, extra: withTarget ? [table.names[target.index]!] : [] };
  }
  const positionOf = new Map(table.names.map((name, index) => [name, index]));
  const positions = columns.map(({ name }) => positionOf.get(name) ?? -1);
  const missing = columns.filter((_, index) => positions[index]! < 0).map(({ name }) => name);
  const used = new Set(positions);
  const extra = table.names.filter((_, index) => !used.has(index));
  if (missing.length > 0) {
    const quoted = (names: readonly string[]): string =>
      names
        .slice(0, 20)
        .map((name) => describeValue(name))
        .join(', ');
    fail(
      'INVALID_DATA',
      `the table lacks ${missing.length} of the model's ${columns.length} columns: ${quoted(missing)}; not used: ${quoted(extra) || 'none'}`,
      { missing, extra },
    );
  }
  return { positions, extra };
}

/** The prepared inputs of rows, [rows, features] float64 without NaN. O(rows · features). @throws ChainzRuleError `INVALID_DATA`. */
export function prepareFeatures(preparation: Preparation, table: Table, rows?: Int32Array): Matrix {
  const chosen = chosenRows('prepareFeatures', table.rows, rows);
  const { positions } = matchColumns(preparation, table);
  const cols = featureNames(preparation).length;
  const data = new Float64Array(chosen.length * cols);
  let offset = 0;
  preparation.columns.forEach((column, index) => {
    const source = table.columns[positions[index]!]!;
    if (column.type === 'numeric') {
      fillNumeric(data, cols, offset, column, numbersOf(column, source), chosen, preparation.clip);
      offset += column.indicator ? 2 : 1;
    } else {
      fillOneHot(data, cols, offset, column.categories, source, chosen);
      offset += column.categories.length;
    }
  });
  return { data, rows: chosen.length, cols };
}

function fillNumeric(
  data: Float64Array,
  cols: number,
  offset: number,
  { median, mean, scale, indicator }: NumericPreparation,
  values: Float64Array,
  rows: Int32Array,
  clip: number,
): void {
  rows.forEach((row, index) => {
    const missing = Number.isNaN(values[row]);
    const standardised = ((missing ? median : values[row]!) - mean) / scale;
    data[index * cols + offset] = Math.min(Math.max(standardised, -clip), clip);
    if (indicator && missing) data[index * cols + offset + 1] = 1;
  });
}

function fillOneHot(
  data: Float64Array,
  cols: number,
  offset: number,
  categories: readonly string[],
  source: Column,
  rows: Int32Array,
): void {
  const positions = new Map(categories.map((category, position) => [category, position]));
  rows.forEach((row, index) => {
    const position = positions.get(cellText(source, row) ?? '');
    if (position !== undefined) data[index * cols + offset + position] = 1;
  });
}

/** A column's numbers, also where the table at hand took it for texts; values that stand for "missing" become NaN. */
function numbersOf({ name, missing = [] }: NumericPreparation, source: Column): Float64Array {
  if (source.type === 'numeric') {
    if (missing.length === 0) return source.values;
    return source.values.map((value) => (isMissingCode(missing, String(value)) ? Number.NaN : value));
  }
  const numbers = source.categories.map((text) => (isMissingCode(missing, text) ? Number.NaN : parseNumber(text)));
  const used = new Set(source.codes);
  const text = source.categories.find((_, code) => numbers[code] === undefined && used.has(code));
  if (text !== undefined) {
    fail(
      'INVALID_DATA',
      `column ${describeValue(name)} holds ${describeValue(text)}; the model takes numbers there (or a missing value: empty, ?, NA)`,
      { name, text },
    );
  }
  return Float64Array.from(source.codes, (code) => (code < 0 ? Number.NaN : numbers[code]!));
}
