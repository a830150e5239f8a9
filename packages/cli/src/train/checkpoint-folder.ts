import { type CheckpointFolder, openCheckpointFolder } from '@chainzrule/core/node';
import { VERSION } from '../version.ts';
import type { LoadedTable } from './load-table.ts';

/** Options that change no result: a run may go on with other ones. */
const WITHOUT_EFFECT = ['out', 'json', 'cache', 'checkpoint', 'every', 'resume'];

/** Opens the folder of `--checkpoint`, which remembers data and options; undefined where none was asked for. */
export async function checkpointFolder(
  { sha256 }: Pick<LoadedTable, 'sha256'>,
  options: object & { readonly checkpoint?: string; readonly resume: boolean },
): Promise<CheckpointFolder | undefined> {
  if (options.checkpoint === undefined) return undefined;
  const effective = Object.fromEntries(Object.entries(options).filter(([name]) => !WITHOUT_EFFECT.includes(name)));
  // A model is made only where it is kept, so a run without one may go on as a run with one.
  const run = { format: 'chainzrule/run@1', chainzrule: VERSION, data: sha256, ...effective };
  return await openCheckpointFolder(options.checkpoint, run, options.resume);
}
