import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { fail } from '../errors/fail.ts';
import type { CheckpointStore } from '../fit/index.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.ts';
import { failIo } from './io-error.ts';
import { lockFolder } from './lock-folder.ts';
import { readFileBounded } from './read-file-bounded.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

const MAX_BYTES = 2 ** 31;
const RUN = 'run.json';

/** Checkpoints of one run in a folder of their own; disposing lets other processes have it. */
export interface CheckpointFolder extends CheckpointStore, AsyncDisposable {}

/**
 * Opens a folder for the checkpoints of a run. `run` says by plain JSON what is trained: a folder that holds checkpoints of
 * another run is refused, and so is one that holds any where `resume` is false.
 * @throws ChainzRuleError `IO_FAILED` (the folder cannot be used, another process uses it), `INVALID_ARGUMENT` (of another run).
 */
export async function openCheckpointFolder(folder: string, run: unknown, resume: boolean): Promise<CheckpointFolder> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => failIo('making the folder', folder, error));
  const lock = await lockFolder(folder);
  try {
    await checkRun(folder, JSON.parse(JSON.stringify(run)) as Record<string, unknown>, resume);
    await removeTemporaries(folder);
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
  const pathOf = (name: string): string => join(folder, `${name}.safetensors`);
  return {
    async read(name) {
      const path = pathOf(name);
      const bytes = await readFileBounded(path, MAX_BYTES).catch((error: unknown) => {
        if (ChainzRuleError.isInstance(error) && isMissing(error.cause)) return undefined;
        throw error;
      });
      if (bytes === undefined) return undefined;
      try {
        return decodeCheckpoint(bytes);
      } catch (error) {
        if (!ChainzRuleError.isInstance(error)) throw error;
        return fail(error.code, `${path}: ${error.message}; remove it to train that part again`, { path }, error);
      }
    },
    write: (name, checkpoint) => writeFileAtomic(pathOf(name), encodeCheckpoint(checkpoint)),
    [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose](),
  };
}

async function checkRun(folder: string, run: Record<string, unknown>, resume: boolean): Promise<void> {
  const path = join(folder, RUN);
  const text = await readFile(path, 'utf8').catch((error: unknown) =>
    isMissing(error) ? undefined : failIo('reading', path, error),
  );
  if (text === undefined) return await writeFileAtomic(path, `${JSON.stringify(run, null, 2)}\n`);
  if (!resume)
    fail('INVALID_ARGUMENT', `${folder} holds checkpoints already; resume that run, or give another folder`, {
      folder,
    });
  const before = parseRun(path, text);
  const differing = [...new Set([...Object.keys(before), ...Object.keys(run)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(run[key]),
  );
  if (differing.length === 0) return;
  const [key] = differing as [string];
  fail(
    'INVALID_ARGUMENT',
    `${folder} holds checkpoints of another run: ${key} was ${JSON.stringify(before[key])}, now it is ${JSON.stringify(run[key])}; give the same options and data, or another folder`,
    { folder, differing },
  );
}

function parseRun(path: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return fail('IO_FAILED', `${path} is damaged (no JSON); give another folder`, { path }, error);
  }
}

/** What a process that was killed while writing left behind. */
async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^\..*\.tmp$/.test(name)) await rm(join(folder, name), { force: true });
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
