import type { Options as ParseOptions, Parser } from 'csv-parse';
import { type Table, TableBuilder, type TableBuilderOptions } from '../data/index.ts';
import { ChainzRuleError, describeValue, fail } from '../errors/index.ts';
import { type CsvSource, decodedParts, firstLine } from './decoded-parts.ts';
import { delimiterOf } from './delimiter.ts';
import { loadParser, reasonOf } from './parser.ts';

/** How {@link readCsv} reads. */
export interface CsvOptions extends TableBuilderOptions {
  /** Whether the first line holds the names; true when absent. Without it columns are called `column0` …. */
  readonly header?: boolean | undefined;
  /** One character; found from the first line among comma, semicolon and tab when absent. */
  readonly delimiter?: string | undefined;
  /** Called now and then with the bytes (or characters, for text) read so far. */
  readonly onProgress?: ((read: number) => void) | undefined;
}

/** Longest cell; one beyond it is an unclosed quote, most likely. */
const MAX_RECORD = 16 * 1024 * 1024;

/**
 * Reads CSV into a table of typed columns (RFC 4180: quotes, line breaks in quotes, CRLF or LF), one part at a time: memory
 * is the table's own 8 bytes per number plus a constant. Empty lines are passed over.
 *
 * @throws ChainzRuleError `INVALID_DATA` naming the line for rows of another length, unclosed quotes, NUL characters, text
 * that is not UTF-8, repeated names, and files without a row; `MISSING_DEPENDENCY` without the package csv-parse.
 */
export async function readCsv(source: CsvSource, options: CsvOptions = {}): Promise<Table> {
  const { parse } = await loadParser();
  const reader = new RecordReader(options);
  const parts = decodedParts(source, options.onProgress);
  try {
    const head = await firstLine(parts);
    const parser = parse(parseOptions(options.delimiter ?? delimiterOf(head)));
    await parseAll(parser, head, parts, (record) => reader.take(record));
    return reader.finish();
  } catch (error) {
    if (ChainzRuleError.isInstance(error)) throw error;
    return fail('INVALID_DATA', `the CSV cannot be read: ${reasonOf(error)}`, {}, error);
  } finally {
    // Closes the source after a failure; not awaited, since a source that hangs must not hold back the error.
    parts.return(undefined).catch(() => {});
  }
}

/** A record as the parser gives it under `info`. */
interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Builds the table from the parser's records. */
class RecordReader {
  readonly #options: CsvOptions;
  #builder: TableBuilder | undefined;

  constructor(options: CsvOptions) {
    this.#options = options;
  }

  take({ record, info }: CsvRecord): void {
    const nul = record.find((cell) => cell.includes('\0'));
    if (nul !== undefined)
      fail('INVALID_DATA', `line ${info.lines} holds a NUL character: this is not a CSV file`, { line: info.lines });
    if (this.#builder === undefined) {
      const header = this.#options.header ?? true;
      this.#builder = new TableBuilder(header ? record : record.length, this.#options);
      if (header) return;
    }
    this.#builder.push(record, info.lines);
  }

  finish(): Table {
    const table = this.#builder?.finish();
    if (table === undefined) return fail('INVALID_DATA', 'the CSV is empty');
    if (table.rows === 0) fail('INVALID_DATA', `the CSV has a header (${table.names.length} columns) and no rows`);
    return table;
  }
}

function parseOptions(delimiter: string): ParseOptions {
  if (typeof delimiter !== 'string' || [...delimiter].length !== 1 || /["\r\n]/.test(delimiter))
    fail('INVALID_ARGUMENT', `delimiter is ${describeValue(delimiter)}; allowed: one character`);
  return {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD,
  };
}

/**
 * Writes head and parts as fast as the parser takes them, and hands each record on as it comes. Only what old streams have is used: the
 * parser's build for browsers has no iterator and cannot be destroyed, so after a failure it is left alone instead.
 */
function parseAll(
  parser: Parser,
  head: string,
  parts: AsyncIterator<string>,
  take: (record: CsvRecord) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed = false;
    const refuse = (error: unknown): void => {
      failed = true;
      reject(error);
    };
    parser.on('data', (record: CsvRecord) => {
      if (failed) return;
      try {
        take(record);
      } catch (error) {
        refuse(error);
      }
    });
    parser.on('end', resolve).on('error', refuse);
    const write = async (): Promise<void> => {
      let text: string | undefined = head;
      while (text !== undefined && !failed) {
        if (!parser.write(text)) await drained(parser);
        const next: IteratorResult<string> = await parts.next();
        text = next.done === true ? undefined : next.value;
      }
      if (!failed) parser.end();
    };
    write().catch(refuse);
  });
}

/** Waits until the parser takes more or is closed, and leaves no listener behind. */
function drained(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      parser.removeListener('drain', done).removeListener('close', done);
      resolve();
    };
    parser.on('drain', done).on('close', done);
  });
}
