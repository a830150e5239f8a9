import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fail } from '../errors/fail.ts';
import { failIo } from './io-error.ts';

const LOCK = 'lock';
/** How often a folder is tried whose dead owner's lock is just being taken over by somebody else, and the time between. */
const ATTEMPTS = 20;
const PAUSE_MS = 25;

/**
 * Takes a folder for this process by a file `lock` that holds its id; disposing gives it back. A lock that a dead process left is
 * taken over, by one process only however many try.
 * @throws ChainzRuleError `IO_FAILED` where another process has it, or the folder cannot be written.
 */
export async function lockFolder(folder: string): Promise<AsyncDisposable> {
  const path = join(folder, LOCK);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await create(path)) return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    const owner = await ownerOf(path);
    if (owner === undefined) continue;
    // Another process has made the lock and is about to write its id, or was killed just then.
    if (owner === 0 && attempt < ATTEMPTS / 2) {
      await setTimeout(PAUSE_MS);
      continue;
    }
    if (owner !== process.pid && isRunning(owner)) refuse(folder, path, owner);
    await removeOf(path, owner);
  }
  return refuse(folder, path, await ownerOf(path));
}

/** Removes a dead owner's lock: whoever makes the second file may, if the lock is still that owner's. */
async function removeOf(path: string, owner: number): Promise<void> {
  const guard = `${path}.${owner}`;
  if (!(await create(guard))) {
    await setTimeout(PAUSE_MS);
    return;
  }
  try {
    if ((await ownerOf(path)) === owner) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Makes a file with this process's id; false if there is one. */
async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(String(process.pid));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    return failIo('writing', path, error);
  }
}

/** The id in a lock (0 where it is none, or not written yet); undefined where the lock is gone. */
async function ownerOf(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return failIo('reading', path, error);
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function refuse(folder: string, path: string, owner: number | undefined): never {
  fail(
    'IO_FAILED',
    `${folder} is in use by process ${owner}; wait for it, or give another folder. Remove ${path} if that process is no chainzrule`,
    { folder, owner },
  );
}
