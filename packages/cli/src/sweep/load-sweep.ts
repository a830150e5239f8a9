import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { fail } from '@chainzrule/core';
import { readFileBounded } from '@chainzrule/core/node';
import { parseSweep, type SweepDocument } from './sweep-document.ts';

const MAX_DOCUMENT = 16 * 1024 * 1024;
const MAX_TABLE = 2 ** 31 - 1;

/** A sweep with the bytes of its table. */
export interface LoadedSweep {
  readonly sweep: SweepDocument;
  readonly table: Uint8Array;
}

/** Reads a sweep and its table. @throws ChainzRuleError `IO_FAILED`, `INVALID_SPEC`, `INVALID_DATA` if the table is another. */
export async function loadSweep(path: string): Promise<LoadedSweep> {
  const text = new TextDecoder().decode(await readFileBounded(path, MAX_DOCUMENT));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return fail('INVALID_SPEC', `${path} is not JSON: ${(error as Error).message}`, { path }, error);
  }
  const sweep = parseSweep(document);
  const file = resolve(dirname(path), sweep.data.file);
  const table = await readFileBounded(file, MAX_TABLE);
  const found = createHash('sha256').update(table).digest('hex');
  if (found !== sweep.data.sha256)
    fail(
      'INVALID_DATA',
      `${file} has the SHA-256 ${found}, the sweep asks for ${sweep.data.sha256}; is it the right file?`,
    );
  return { sweep, table };
}
