import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fail } from '@chainzrule/core';

/** Where an encoder named by a text lies: a folder, a table of token vectors, or a model on the hub. */
export type EncoderPlace =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'table'; readonly path: string }
  | { readonly kind: 'hub'; readonly name: string };

/**
 * What a name means. `./…`, `/…` and `….npy` are paths, and so is the name of an existing folder; `owner/model` is looked up on the hub.
 * @throws ChainzRuleError `IO_FAILED` for a path where nothing is.
 */
export function locateEncoder(source: string): EncoderPlace {
  const path = resolve(source);
  const isPath = isAbsolute(source) || /^\.{1,2}([\\/]|$)/.test(source) || source.endsWith('.npy');
  if (!existsSync(path)) {
    if (!isPath) return { kind: 'hub', name: source };
    fail('IO_FAILED', `there is no encoder at ${source}: no such file or folder; check the path`, { path: source });
  }
  return statSync(path).isDirectory() ? { kind: 'folder', path } : { kind: 'table', path };
}

/** The one table of token vectors in a folder that holds no network; undefined where there is a network, no table or a choice. */
export function soleTable(folder: string): string | undefined {
  const names = readdirSync(folder);
  const tables = names.filter((name) => name.endsWith('.npy'));
  return names.includes('onnx') || tables.length !== 1 ? undefined : join(folder, tables[0]!);
}

/** The named files that a folder lacks. */
export function missingFiles(folder: string, names: readonly string[]): string[] {
  return names.filter((name) => !existsSync(join(folder, name)));
}

/** SHA-256 over the bytes of files in order, hexadecimal; null where one is not there. Constant memory. */
export async function hashFiles(paths: readonly string[]): Promise<string | null> {
  const hash = createHash('sha256');
  for (const path of paths) {
    if (!existsSync(path)) return null;
    for await (const part of createReadStream(path) as AsyncIterable<Uint8Array>) hash.update(part);
  }
  return hash.digest('hex');
}
