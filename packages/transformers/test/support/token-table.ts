import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@chainzrule/core';
import { TINY_WORDS } from './tiny-bert.ts';
import { tokenizerConfigJson, tokenizerJson, vocabularyOf } from './word-piece.mjs';

/** A `.npy` file, version 1; `header` replaces the dictionary. */
export function npyBytes(
  type: string,
  shape: readonly number[],
  data: Uint8Array | Float32Array | Float64Array | Int8Array,
  header?: string,
): Uint8Array<ArrayBuffer> {
  const text = header ?? `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}

/** A folder with a random float32 table of token vectors for {@link TINY_WORDS} and its tokenizer; gives the table's numbers. */
export function writeTokenTable(
  folder: string,
  dimensions = 8,
  rows?: number,
): { readonly vocabulary: string[]; readonly values: Float32Array } {
  const vocabulary = vocabularyOf(TINY_WORDS);
  const count = rows ?? vocabulary.length;
  const rng = Rng.fromSeed(4);
  const values = Float32Array.from({ length: count * dimensions }, () => rng.normal());
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'vectors.npy'), npyBytes('<f4', [count, dimensions], values));
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizerJson(vocabulary, 512)));
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizerConfigJson(512)));
  return { vocabulary, values };
}
