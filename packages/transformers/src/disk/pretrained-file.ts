import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readFileBounded, writeFileAtomic } from '@chainzrule/core/node';
import { env } from '@huggingface/transformers';

/** Largest file that is read: 8 GiB. */
const MAX_BYTES = 2 ** 33;

/** The bytes of a model's file in a folder. @throws ChainzRuleError `IO_FAILED` where it is not there. */
export async function readFolderFile(folder: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  return await readFileBounded(join(folder, name), MAX_BYTES);
}

/** Where transformers.js keeps a file of a model of the hub; undefined where it keeps none. */
export function keptPath(model: string, revision: string, name: string): string | undefined {
  return env.cacheDir === null ? undefined : join(env.cacheDir, model, revision === 'main' ? '' : revision, name);
}

/** A file that was fetched before; undefined where it is not kept. */
export async function readKeptFile(
  model: string,
  revision: string,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const path = keptPath(model, revision, name);
  return path !== undefined && existsSync(path) ? await readFileBounded(path, MAX_BYTES) : undefined;
}

/** Keeps a fetched file where transformers.js keeps its own. */
export async function keepFile(model: string, revision: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = keptPath(model, revision, name);
  if (path === undefined) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, bytes);
}
