import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, type GoldenVector, parseVector } from '@chainzrule/core';
import { failIo, readFileBounded } from '@chainzrule/core/node';

const MAX_BYTES = 256 * 1024 * 1024;

/** Reads a folder of golden vectors (`chainzrule/vector@1`, .json files, in the order of their names); the kit's own by default. */
export async function loadVectors(folder: string = ownFolder()): Promise<GoldenVector[]> {
  const files = await readdir(folder).catch((error: unknown) => failIo('reading', folder, error));
  const names = files.filter((file) => file.endsWith('.json')).sort();
  if (names.length === 0)
    fail('INVALID_DATA', `${folder} holds no .json file; give a folder of golden vectors`, { folder });
  const vectors: GoldenVector[] = [];
  for (const name of names) {
    const text = new TextDecoder().decode(await readFileBounded(join(folder, name), MAX_BYTES));
    vectors.push(parseVector(text, name));
  }
  return vectors;
}

/** Beside `dist` when installed, and beside `src` in the repository. */
function ownFolder(): string {
  const candidates = ['../vectors/', '../../vectors/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((path) => existsSync(path)) ?? candidates[0]!;
}
