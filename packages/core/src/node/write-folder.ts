import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failIo } from './io-error.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

/** Writes files by their paths under a folder, each whole or not at all. @throws ChainzRuleError `IO_FAILED`. */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [name, data] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true }).catch((error: unknown) =>
      failIo('making the folder', dirname(path), error),
    );
    await writeFileAtomic(path, data);
  }
}
