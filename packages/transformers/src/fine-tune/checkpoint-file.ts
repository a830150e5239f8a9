import { existsSync } from 'node:fs';
import { readFileBounded, writeFileAtomic } from '@chainzrule/core/node';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { type RunParts, runIdentity } from './run-identity.ts';

/** Largest checkpoint that is read: 16 GiB. */
const MAX_BYTES = 2 ** 34;

/** A file that keeps where one run stands. */
export interface CheckpointFile {
  /** What it held when it was opened. */
  readonly from: Checkpoint | undefined;
  write(checkpoint: Checkpoint): Promise<void>;
}

/**
 * Opens the checkpoint of a run, which need not be there yet.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` for a damaged file, `INVALID_ARGUMENT` for that of another run, `IO_FAILED`.
 */
export async function openCheckpointFile(path: string, parts: RunParts): Promise<CheckpointFile> {
  const run = runIdentity(parts);
  const from = existsSync(path) ? decodeCheckpoint(await readFileBounded(path, MAX_BYTES), run, path) : undefined;
  return { from, write: (checkpoint) => writeFileAtomic(path, encodeCheckpoint(checkpoint, run)) };
}
