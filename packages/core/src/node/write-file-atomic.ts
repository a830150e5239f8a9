import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeValue, fail } from '../errors/fail.ts';
import { failIo } from './io-error.ts';

/**
 * Writes a file so that `path` holds either what it held before or all of `data`, also after a crash: a temporary file beside it,
 * fsync, rename, fsync of the folder. The temporary file is removed when something fails.
 * @throws ChainzRuleError `IO_FAILED` with what to do; `INVALID_ARGUMENT`.
 */
export async function writeFileAtomic(path: string, data: Uint8Array | string): Promise<void> {
  checkPath('writeFileAtomic', path);
  if (!(data instanceof Uint8Array || typeof data === 'string'))
    fail('INVALID_ARGUMENT', `writeFileAtomic: data must be a Uint8Array or text, found ${describeValue(data)}`);
  const folder = dirname(path);
  // Cut, so that a long name does not become too long by the ending.
  const temporary = join(folder, `.${basename(path).slice(0, 32)}.${randomUUID()}.tmp`);
  try {
    await writeThrough(temporary, data);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    failIo('writing', path, error);
  }
  await syncFolder(folder);
}

/** A path must be text without NUL, which the file system would refuse with an error of its own. */
export function checkPath(call: string, path: string): void {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return;
  fail('INVALID_ARGUMENT', `${call}: path is ${describeValue(path)}; it must be the path of a file`);
}

async function writeThrough(path: string, data: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name last. The file is whole already, and some systems cannot open a folder: then there is nothing to do. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}
