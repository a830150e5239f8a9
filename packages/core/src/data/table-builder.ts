import { describeValue, fail } from '../errors/fail.ts';
import { ColumnBuilder } from './column-builder.ts';
import { isMissingCode, type MissingCode } from './missing-code.ts';
import { resolveColumn } from './resolve-column.ts';
import type { Column, Table } from './table.ts';

export interface TableBuilderOptions {
  readonly missing?: readonly MissingCode[] | undefined;
  /** Columns whose type is known already, by name: a preparation's, so that digits stay text where they were. */
  readonly types?: ReadonlyMap<string, Column['type']> | undefined;
}

/** Collects rows of text into typed columns, one row at a time and no text kept twice. */
export class TableBuilder {
  readonly #names: readonly string[];
  readonly #named: boolean;
  readonly #columns: readonly ColumnBuilder[];
  readonly #codes: readonly (readonly string[])[];
  #rows = 0;

  /** `header`: the names, or how many columns there are. @throws ChainzRuleError `INVALID_DATA` for repeated names. */
  constructor(header: readonly string[] | number, options: TableBuilderOptions = {}) {
    this.#named = typeof header !== 'number';
    this.#names = columnNames(header);
    this.#columns = this.#names.map((name) => new ColumnBuilder(options.types?.get(name)));
    const codes = this.#names.map((): string[] => []);
    for (const { column, value } of options.missing ?? []) {
      if (typeof value !== 'string')
        fail('INVALID_ARGUMENT', `missing: the value is ${describeValue(value)}; allowed: text, such as "0"`);
      codes[resolveColumn(this.#names, column)]!.push(value.trim());
    }
    this.#codes = codes;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** @throws ChainzRuleError `INVALID_DATA` when the row has another number of cells. `line`: where it stands, for the message. */
  push(cells: readonly string[], line: number = this.#rows + 1): void {
    if (cells.length !== this.#columns.length) {
      fail('INVALID_DATA', `line ${line} has ${cells.length} cells, the table has ${this.#columns.length} columns`, {
        line,
      });
    }
    this.#columns.forEach((column, index) => {
      const cell: unknown = cells[index];
      if (typeof cell !== 'string')
        fail('INVALID_DATA', `line ${line}, column ${index} holds ${describeValue(cell)}; allowed: text`, { line });
      column.push(isMissingCode(this.#codes[index]!, cell) ? '' : cell);
    });
    this.#rows++;
  }

  finish(): Table {
    return {
      rows: this.#rows,
      names: this.#names,
      columns: this.#columns.map((column) => column.finish()),
      named: this.#named,
    };
  }
}

function columnNames(header: readonly string[] | number): readonly string[] {
  if (typeof header === 'number') {
    if (!Number.isInteger(header) || header < 1)
      fail('INVALID_DATA', `a table needs at least one column, found ${describeValue(header)}`);
    return Array.from({ length: header }, (_, index) => `column${index}`);
  }
  if (header.length === 0) fail('INVALID_DATA', 'a table needs at least one column, the header has none');
  const odd = header.findIndex((name) => typeof name !== 'string');
  if (odd >= 0) fail('INVALID_DATA', `name ${odd} is ${describeValue(header[odd])}; a column's name is text`);
  const names = header.map((name, index) => (name.trim() === '' ? `column${index}` : name.trim()));
  const seen = new Map<string, number>();
  names.forEach((name, index) => {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else {
      fail(
        'INVALID_DATA',
        `the name ${describeValue(name)} stands at columns ${first} and ${index}; names must differ (rename one, or read without a header)`,
        { name },
      );
    }
  });
  return names;
}
