import { type Table, TableBuilder, type TableBuilderOptions } from '../data/index.ts';
import { fail } from '../errors/index.ts';
import { type CsvFormat, csvRecords } from './csv-records.ts';
import type { CsvSource } from './decoded-parts.ts';

/** How {@link readCsv} reads. */
export interface CsvOptions extends TableBuilderOptions, CsvFormat {
  /** Whether the first line holds the names; true when absent. Without it columns are called `column0` …. */
  readonly header?: boolean | undefined;
}

/**
 * Reads CSV into a table of typed columns (RFC 4180: quotes, line breaks in quotes, CRLF or LF), one part at a time: memory
 * is the table's own 8 bytes per number plus a constant. Empty lines are passed over.
 *
 * @throws ChainzRuleError `INVALID_DATA` naming the line for rows of another length, unclosed quotes, NUL characters, text
 * that is not UTF-8, repeated names, and files without a row; `MISSING_DEPENDENCY` without the package csv-parse.
 */
export async function readCsv(source: CsvSource, options: CsvOptions = {}): Promise<Table> {
  let builder: TableBuilder | undefined;
  for await (const records of csvRecords(source, options)) {
    for (const { cells, line } of records) {
      if (builder === undefined) {
        const header = options.header ?? true;
        builder = new TableBuilder(header ? cells : cells.length, options);
        if (header) continue;
      }
      builder.push(cells, line);
    }
  }
  const table = builder?.finish();
  if (table === undefined) return fail('INVALID_DATA', 'the CSV is empty');
  if (table.rows === 0) fail('INVALID_DATA', `the CSV has a header (${table.names.length} columns) and no rows`);
  return table;
}
