import { mkdir } from 'node:fs/promises';
import { failIo, lockFolder } from '@chainzrule/core/node';

/**
 * Makes the folder of `--out` and keeps other processes out of it until disposal, before any work is done whose result it could not take;
 * undefined where no folder was asked for. @throws ChainzRuleError `IO_FAILED`.
 */
export async function claimOutFolder(folder: string | undefined): Promise<AsyncDisposable | undefined> {
  if (folder === undefined) return undefined;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => failIo('making the folder', folder, error));
  return await lockFolder(folder);
}
