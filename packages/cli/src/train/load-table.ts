import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail, type Table } from '@chainzrule/core';
import { type CsvOptions, readCsv } from '@chainzrule/core/csv';
import type { Progress } from '../terminal/progress.ts';

/** A table with where it came from. */
export interface LoadedTable {
  readonly table: Table;
  readonly name: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** Reads a CSV file once: its table and its hash. @throws ChainzRuleError `IO_FAILED` naming the file, or as `readCsv` does. */
export async function loadTable(path: string, options: CsvOptions, progress: Progress): Promise<LoadedTable> {
  const size = await sizeOf(path);
  const hash = createHash('sha256');
  const name = basename(path);
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const onProgress = (read: number): void => progress.update(`reading ${name}`, read / size);
  const table = await readCsv(hashed(), { ...options, onProgress });
  // A table without names, read as if it had them, would silently lose its first row.
  const numbers = table.named && table.names.every((cell) => cell.trim() !== '' && Number.isFinite(Number(cell)));
  const doubt = numbers
    ? '; its first line holds only numbers and was taken as names: is it a row? then give --no-header'
    : '';
  progress.finish(`read ${name}: ${table.rows} rows${doubt}`);
  return { table, name, sha256: hash.digest('hex') };
}

/** Bytes of a file, at least 1. @throws ChainzRuleError `IO_FAILED`. */
export async function sizeOf(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (!info.isFile()) fail('IO_FAILED', `${path} is not a file; give a CSV file`);
    return Math.max(info.size, 1);
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'it may not be read',
      ENOTDIR: 'its folder is not one',
    };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || code === 'IO_FAILED') throw error;
    return fail('IO_FAILED', `cannot read ${path}: ${reasons[code] ?? message}`, { path }, error);
  }
}
