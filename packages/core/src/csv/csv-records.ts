import type { Options as ParseOptions, Parser } from 'csv-parse';
import { ChainzRuleError, describeValue, fail } from '../errors/index.ts';
import { type CsvSource, decodedParts, firstLine } from './decoded-parts.ts';
import { delimiterOf } from './delimiter.ts';
import { loadParser, reasonOf } from './parser.ts';

/** How lines become cells. */
export interface CsvFormat {
  /** One character; found from the first line among comma, semicolon and tab when absent. */
  readonly delimiter?: string | undefined;
  /** Called now and then with the bytes (or characters, for text) read so far. */
  readonly onProgress?: ((read: number) => void) | undefined;
}

/** The cells of a row and the line that they end on. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Longest cell; one beyond it is an unclosed quote, most likely. */
const MAX_RECORD = 16 * 1024 * 1024;

/**
 * The rows of a CSV source, a few at a time; the source is read no faster than they are taken. Empty lines are passed over.
 * @throws ChainzRuleError as `readCsv` does, for what is wrong with the text.
 */
export async function* csvRecords(source: CsvSource, format: CsvFormat): AsyncGenerator<readonly CsvRecord[]> {
  const { parse } = await loadParser();
  const parts = decodedParts(source, format.onProgress);
  try {
    const head = await firstLine(parts);
    const parser = new PulledParser(parse(parseOptions(format.delimiter ?? delimiterOf(head))));
    for (let text: string | undefined = head; text !== undefined; ) {
      await parser.write(text);
      yield parser.take();
      const next: IteratorResult<string> = await parts.next();
      text = next.done === true ? undefined : next.value;
    }
    await parser.end();
    yield parser.take();
  } catch (error) {
    if (ChainzRuleError.isInstance(error)) throw error;
    fail('INVALID_DATA', `the CSV cannot be read: ${reasonOf(error)}`, {}, error);
  } finally {
    // Closes the source after a failure; not awaited, since a source that hangs must not hold back the error.
    parts.return(undefined).catch(() => {});
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
 * The parser, written to as fast as it takes text. Only what old streams have is used: its build for browsers has no iterator
 * and cannot be destroyed, so after a failure it is left alone instead.
 */
class PulledParser {
  readonly #parser: Parser;
  #records: CsvRecord[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(parser: Parser) {
    this.#parser = parser;
    parser.on('data', ({ record, info }: { record: string[]; info: { lines: number } }) => {
      this.#records.push({ cells: record, line: info.lines });
    });
    parser.on('error', (error: unknown) => {
      this.#failure ??= { error };
    });
  }

  async write(text: string): Promise<void> {
    if (!this.#parser.write(text)) await this.#event('drain');
    this.#check();
  }

  async end(): Promise<void> {
    const ended = this.#event('end');
    this.#parser.end();
    await ended;
    this.#check();
  }

  /** The records since the last call. */
  take(): readonly CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    for (const { cells, line } of records) {
      if (cells.some((cell) => cell.includes('\0')))
        fail('INVALID_DATA', `line ${line} holds a NUL character: this is not a CSV file`, { line });
    }
    return records;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for an event, or until the parser has failed or is closed; leaves no listener behind. */
  #event(name: 'drain' | 'end'): Promise<void> {
    if (this.#failure !== undefined) return Promise.resolve();
    const names = [name, 'error', 'close'];
    return new Promise((resolve) => {
      const done = (): void => {
        for (const each of names) this.#parser.removeListener(each, done);
        resolve();
      };
      for (const each of names) this.#parser.on(each, done);
    });
  }
}
