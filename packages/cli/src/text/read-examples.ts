import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ChainzRuleError, describeValue, fail } from '@chainzrule/core';
import { parse } from 'csv-parse';
import { UsageError } from '../usage-error.ts';

/** Texts of a file with their labels, and where they came from. */
export interface Examples {
  readonly name: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly texts: readonly string[];
  /** Empty where they were not asked for. */
  readonly labels: readonly string[];
}

/** Where texts and labels stand in a file of columns: names, or 0-based indices (negative from the end). */
export interface ExampleColumns {
  readonly text?: string | undefined;
  readonly target?: string | undefined;
  readonly header: boolean;
}

const PREFIX = '__label__';

/**
 * Reads texts: `.csv` and `.tsv` by the columns' names, and any other file as lines of `__label__NAME`, a tab or a space, and the text
 * (fastText's form). With `labelled`, each text needs a label; without, labels are passed over.
 * @throws ChainzRuleError `IO_FAILED`, `INVALID_DATA` naming the line; UsageError for missing column options.
 */
export async function readExamples(path: string, columns: ExampleColumns, labelled: boolean): Promise<Examples> {
  const separated = /\.(csv|tsv)$/i.exec(path)?.[1]?.toLowerCase();
  if (separated !== undefined && columns.text === undefined)
    throw new UsageError(`${basename(path)} has columns; say which holds the texts: --text COLUMN`);
  if (separated !== undefined && labelled && columns.target === undefined)
    throw new UsageError(`${basename(path)} has columns; say which holds the labels: --target COLUMN`);
  const hash = createHash('sha256');
  const taken = new Taken(basename(path), labelled);
  try {
    if (separated === undefined) await readLines(path, hash, taken);
    else await readColumns(path, hash, separated === 'tsv' ? '\t' : ',', columns, taken);
  } catch (error) {
    if (ChainzRuleError.isInstance(error) || error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('E')) {
      const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
      fail('IO_FAILED', `cannot read ${path}: ${reason}`, { path }, error);
    }
    fail('INVALID_DATA', `${basename(path)} cannot be read: ${message}`, { path }, error);
  }
  if (taken.texts.length === 0) fail('INVALID_DATA', `${basename(path)} holds no texts`, { path });
  return { name: basename(path), sha256: hash.digest('hex'), texts: taken.texts, labels: taken.labels };
}

/** Collects rows. */
class Taken {
  readonly texts: string[] = [];
  readonly labels: string[] = [];
  readonly #name: string;
  readonly #labelled: boolean;

  constructor(name: string, labelled: boolean) {
    this.#name = name;
    this.#labelled = labelled;
  }

  push(text: string, label: string | undefined, line: number): void {
    this.texts.push(text);
    if (!this.#labelled) return;
    if (label === undefined || label.trim() === '')
      fail(
        'INVALID_DATA',
        `${this.#name}, line ${line}: the text ${describeValue(text)} has no label; give it one, or drop the line`,
        { line },
      );
    this.labels.push(label.trim());
  }
}

async function readLines(path: string, hash: ReturnType<typeof createHash>, taken: Taken): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 0;
  const take = (text: string): void => {
    line++;
    const content = text.replace(/\r$/, '');
    if (content === '') return;
    const match = /^__label__(\S+)(?:[\t ](.*))?$/s.exec(content);
    if (match !== null) taken.push(match[2] ?? '', match[1], line);
    else if (content.startsWith(PREFIX))
      fail('INVALID_DATA', `${basename(path)}, line ${line}: ${PREFIX} without a name`, { line });
    else taken.push(content, undefined, line);
  };
  for await (const part of createReadStream(path) as AsyncIterable<Uint8Array>) {
    hash.update(part);
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop()!;
    lines.forEach(take);
  }
  rest += decoder.decode();
  if (rest !== '') take(rest);
}

async function readColumns(
  path: string,
  hash: ReturnType<typeof createHash>,
  delimiter: string,
  columns: ExampleColumns,
  taken: Taken,
): Promise<void> {
  // A tab-separated file often holds stray quotes; they are part of the text unless they open a cell.
  const parser = parse({ delimiter, bom: true, info: true, skip_empty_lines: true, relax_quotes: delimiter === '\t' });
  const file = createReadStream(path);
  file.on('data', (part) => hash.update(part));
  file.on('error', (error) => parser.destroy(error));
  let positions: { readonly text: number; readonly target: number | undefined } | undefined;
  for await (const { record, info } of file.pipe(parser) as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    if (positions === undefined) {
      const find = (column: string): number => positionOf(basename(path), record, column, columns.header);
      positions = {
        text: find(columns.text!),
        target: columns.target === undefined ? undefined : find(columns.target),
      };
      if (columns.header) continue;
    }
    const label = positions.target === undefined ? undefined : record[positions.target];
    taken.push(record[positions.text]!, label, info.lines);
  }
}

function positionOf(file: string, first: readonly string[], column: string, header: boolean): number {
  const byName = header ? first.findIndex((name) => name.trim() === column) : -1;
  if (byName >= 0) return byName;
  const index = /^-?\d+$/.test(column) ? Number(column) : Number.NaN;
  const position = index < 0 ? first.length + index : index;
  if (position >= 0 && position < first.length) return position;
  const there = header ? first.map((name) => describeValue(name.trim())).join(', ') : `${first.length}, without names`;
  return fail('INVALID_DATA', `${file} has no column ${describeValue(column)}; its columns: ${there}`);
}
