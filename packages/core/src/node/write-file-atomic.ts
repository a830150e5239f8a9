import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail } from '../errors/index.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist; make it first',
  EACCES: 'writing there is not allowed',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full; nothing of the old file was lost',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
};

/**
 * Writes a file so that it is there as a whole or not at all: a temporary file beside it, fsync, rename.
 * @throws ChainzRuleError `IO_FAILED`; what stood at the path before stays.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code, message } = error as NodeJS.ErrnoException;
    fail('IO_FAILED', `cannot write ${path}: ${REASONS[code ?? ''] ?? message}`, { path }, error);
  }
}
