import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEncoder } from '../src/index.ts';
import { testFolder } from './support/folders.ts';
import { npyBytes, writeTokenTable } from './support/token-table.ts';

const folder = testFolder();
const table = join(folder, 'table');
const { vocabulary, values } = writeTokenTable(table);
const row = (token: string): Float32Array =>
  values.subarray(8 * vocabulary.indexOf(token), 8 * vocabulary.indexOf(token) + 8);
let count = 0;
/** A copy of the table's folder with one file changed or taken away. */
function changed(name: string, content?: string | Uint8Array): string {
  const copy = join(folder, `copy-${++count}`);
  cpSync(table, copy, { recursive: true });
  rmSync(join(copy, name), { force: true });
  if (content !== undefined) writeFileSync(join(copy, name), content);
  return copy;
}

describe('a table of token vectors as an encoder', () => {
  it('gives the mean of the vectors of a text’s tokens, without special tokens', async () => {
    const encoder = await createEncoder(table);
    const { vectors, tokens } = await encoder.encode(['A great film', 'dull']);
    expect([...tokens]).toEqual([3, 1]);
    for (let i = 0; i < 8; i++) {
      expect(vectors[i]).toBeCloseTo((row('a')[i]! + row('great')[i]! + row('film')[i]!) / 3, 6);
      expect(vectors[8 + i]).toBe(row('dull')[i]);
    }
  });

  it('is found by the path of the table as well as of its folder, with the same hash', async () => {
    const [byFile, byFolder] = [await createEncoder(join(table, 'vectors.npy')), await createEncoder(table)];
    expect(byFile.identity['sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(byFile.identity['sha256']).toBe(byFolder.identity['sha256']);
    expect(byFile).toMatchObject({ dimensions: 8, maxTokens: null, identity: { kind: 'static', pooling: 'mean' } });
  });

  it('passes over tokens without a row; a text without any, and an empty one, is the zero vector', async () => {
    const short = join(folder, 'short');
    writeTokenTable(short, 8, vocabulary.indexOf('great'));
    const encoder = await createEncoder(short);
    const { vectors, tokens } = await encoder.encode(['the great film', 'great', '', '  ']);
    const known = ['the', 'film'].filter((word) => vocabulary.indexOf(word) < vocabulary.indexOf('great'));
    for (let i = 0; i < 8; i++)
      expect(vectors[i]).toBeCloseTo(known.reduce((sum, word) => sum + row(word)[i]!, 0) / known.length, 6);
    expect([...vectors.subarray(8)].every((value) => value === 0)).toBe(true);
    expect([...tokens]).toEqual([3, 1, 0, 0]);
  });

  it('cuts at maxTokens', async () => {
    const encoder = await createEncoder(table, { maxTokens: 3 });
    const { vectors, tokens } = await encoder.encode(['the great film is dull', 'the great film']);
    expect([...tokens]).toEqual([5, 3]);
    expect(vectors.subarray(0, 8)).toEqual(vectors.subarray(8));
  });

  it('reads integers by the scale beside them', async () => {
    const bytes = Uint8Array.from({ length: vocabulary.length * 2 }, (_, i) => (i * 37) % 256);
    const copy = changed('vectors.npy');
    writeFileSync(join(copy, 'words_uint8.npy'), npyBytes('|u1', [vocabulary.length, 2], bytes));
    await expect(createEncoder(copy)).rejects.toThrow(/words_uint8\.json or words\.json/);
    writeFileSync(join(copy, 'words.json'), JSON.stringify({ scale: 0.5, zero_point: 128 }));
    const encoder = await createEncoder(copy);
    const { vectors } = await encoder.encode(['great']);
    const at = 2 * vocabulary.indexOf('great');
    expect([...vectors]).toEqual([(bytes[at]! - 128) / 2, (bytes[at + 1]! - 128) / 2]);
    writeFileSync(join(copy, 'words.json'), JSON.stringify({ scale: -1, zero_point: 'x' }));
    await expect(createEncoder(copy)).rejects.toMatchObject({ code: 'INVALID_DATA' });
    writeFileSync(join(copy, 'words.json'), '{"scale": ');
    await expect(createEncoder(copy)).rejects.toMatchObject({ code: 'INVALID_DATA' });
  });

  const notFinite = Float32Array.from({ length: vocabulary.length }, (_, i) => (i === 3 ? Number.NaN : i));
  it.each([
    ['a missing tokenizer', () => changed('tokenizer.json'), 'IO_FAILED', /missing there: tokenizer\.json/],
    ['a tokenizer that is no JSON', () => changed('tokenizer.json', '{"version"'), 'INVALID_MODEL_FILE', /tokenizer/],
    [
      'a table cut short',
      () => changed('vectors.npy', readFileSync(join(table, 'vectors.npy')).subarray(0, 300)),
      'INVALID_DATA',
      /cut short/,
    ],
    [
      'numbers that are none',
      () => changed('vectors.npy', npyBytes('<f4', [vocabulary.length, 1], notFinite)),
      'INVALID_DATA',
      /NaN/,
    ],
    ['a path where nothing is', () => join(folder, 'nothing.npy'), 'IO_FAILED', /no encoder at/],
  ] as const)('says what is wrong with %s', async (_, make, code, message) => {
    const path = make();
    await expect(createEncoder(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('has neither [CLS] nor weights to choose from', async () => {
    await expect(createEncoder(table, { pooling: 'cls' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(createEncoder(table, { dtype: 'q8' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(createEncoder(table, { device: 'webgpu' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
