import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fail } from '../errors/fail.ts';
import { failIo } from './io-error.ts';
import { BEAT_MS, describeOwner, isAlive, type LockOwner, ownText, parseOwner } from './lock-owner.ts';

const LOCK = 'lock';
/** How often a folder is tried whose dead owner's lock is just being taken over by somebody else, and the time between. */
const ATTEMPTS = 20;
const PAUSE_MS = 25;

/**
 * Takes a folder by a file `lock` that names this process; disposing gives it back. A lock that a dead process left is taken over, by one
 * process only however many try.
 * @throws ChainzRuleError `IO_FAILED` where another process or another part of this one has it, or the folder cannot be written.
 */
export async function lockFolder(folder: string): Promise<AsyncDisposable> {
  const path = join(folder, LOCK);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await create(path)) return held(path);
    const owner = await ownerOf(path);
    if (owner === undefined) continue;
    // Another process has made the lock and is about to write its name, or was killed just then.
    if (owner.text === '' && attempt < ATTEMPTS / 2) {
      await setTimeout(PAUSE_MS);
      continue;
    }
    if (isAlive(owner, await silence(path))) refuse(folder, path, owner);
    await removeOf(path, owner);
  }
  return refuse(folder, path, await ownerOf(path));
}

/** A lock that is ours: it shows hosts that cannot see this process that it is there. */
function held(path: string): AsyncDisposable {
  const beat = setInterval(() => {
    // A lock that is gone, or a file system that is full: nothing that a sign of life could mend.
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
}

/** Milliseconds since a lock's holder showed itself. */
async function silence(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    return failIo('reading', path, error);
  }
}

/** Removes a dead owner's lock: whoever makes the second file may, if the lock is still that owner's. */
async function removeOf(path: string, owner: LockOwner): Promise<void> {
  const guard = `${path}.${owner.pid || 0}`;
  if (!(await create(guard))) {
    await setTimeout(PAUSE_MS);
    return;
  }
  try {
    if ((await ownerOf(path))?.text === owner.text) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Makes a file that names this process; false if there is one. */
async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(ownText());
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

/** Whose a lock is; undefined where it is gone. */
async function ownerOf(path: string): Promise<LockOwner | undefined> {
  try {
    return parseOwner(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return failIo('reading', path, error);
  }
}

function refuse(folder: string, path: string, owner: LockOwner | undefined): never {
  const who = owner === undefined ? 'a process that comes and goes' : describeOwner(owner);
  fail(
    'IO_FAILED',
    `${folder} is in use by ${who}; wait for it, or give another folder. Remove ${path} if that process is no chainzrule`,
    { folder, owner: owner?.pid },
  );
}
