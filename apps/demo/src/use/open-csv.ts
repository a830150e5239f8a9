import { ChainzRuleError, type Column, fail, type Table } from '@chainzrule/core';
import { readCsv } from '@chainzrule/core/csv';

/** A table with where it came from. */
export interface OpenedTable {
  readonly table: Table;
  readonly name: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** Largest file that is read: a page has a few gigabytes at best, and a table needs 8 bytes a cell. */
const LARGEST = 256 * 2 ** 20;

/** How a dropped file is read. */
export interface OpenOptions {
  /** Whether the first line holds the names; by default it does unless it is made of numbers. */
  readonly header?: boolean | undefined;
  readonly types?: ReadonlyMap<string, Column['type']> | undefined;
}

/** Reads a dropped file as CSV. @throws ChainzRuleError `INVALID_DATA` as `readCsv` does, and for a file that is too large. */
export async function openCsv(file: File, { header, types }: OpenOptions = {}): Promise<OpenedTable> {
  const bytes = await fileBytes(file, LARGEST);
  const read = async (withNames: boolean): Promise<Table> => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    return await readCsv(parts(), { header: withNames, types });
  };
  const table = header === undefined ? await guessHeader(read) : await read(header);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { table, name: file.name, sha256 };
}

/** Names are hardly ever numbers: a first line of numbers is a row, also where it repeats one, which names may not. */
async function guessHeader(read: (withNames: boolean) => Promise<Table>): Promise<Table> {
  const isNumber = (name: unknown): boolean => typeof name === 'string' && name !== '' && Number.isFinite(Number(name));
  try {
    const table = await read(true);
    return table.names.some(isNumber) && table.names.filter(isNumber).length * 2 >= table.names.length
      ? await read(false)
      : table;
  } catch (error) {
    if (ChainzRuleError.isInstance(error) && isNumber(error.details['name'])) return await read(false);
    throw error;
  }
}

/** A file's bytes, if they are not too many. @throws ChainzRuleError `INVALID_DATA`, `IO_FAILED`. */
export async function fileBytes(file: File, largest: number): Promise<Uint8Array<ArrayBuffer>> {
  const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  if (file.size > largest)
    fail(
      'INVALID_DATA',
      `${file.name} has ${mib(file.size)}; the page reads up to ${mib(largest)}. The command line has no such limit`,
    );
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    return fail(
      'IO_FAILED',
      `${file.name} cannot be read: it may have been moved or changed; choose it again`,
      {},
      error,
    );
  }
}
