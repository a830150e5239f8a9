import { open, stat } from 'node:fs/promises';
import { describeValue, fail } from '../errors/fail.ts';
import { failIo } from './io-error.ts';
import { checkPath } from './write-file-atomic.ts';

/**
 * Reads a whole file of at most `maxBytes`; nothing larger is ever allocated, and what is no ordinary file (a pipe, a device) is refused.
 * @throws ChainzRuleError `IO_FAILED` with what to do; `INVALID_ARGUMENT`.
 */
export async function readFileBounded(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  checkPath('readFileBounded', path);
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0)
    fail('INVALID_ARGUMENT', `readFileBounded: maxBytes is ${describeValue(maxBytes)}; it must be an integer >= 0`);
  try {
    return await readOpen(path, maxBytes);
  } catch (error) {
    failIo('reading', path, error);
  }
}

async function readOpen(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  // Before opening, which waits for a writer where the path is a pipe.
  const found = await stat(path);
  if (found.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  if (!found.isFile())
    fail('IO_FAILED', `reading ${path} failed: it is not an ordinary file; give the path of one`, { path });
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > maxBytes)
      fail(
        'IO_FAILED',
        `reading ${path} failed: it has ${size} bytes, the limit is ${maxBytes}; raise the limit if that is expected`,
        { path, size, maxBytes },
      );
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
      if (bytesRead === 0)
        fail('IO_FAILED', `reading ${path} failed: it became shorter while it was read; try again`, { path });
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
