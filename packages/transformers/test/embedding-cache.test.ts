import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEmbeddingCache,
  createEncoder,
  embedTexts,
  type SentenceEncoder,
  type TextWarning,
} from '../src/index.ts';
import { testFolder } from './support/folders.ts';
import { writeTinyBert } from './support/tiny-bert.ts';
import { writeTokenTable } from './support/token-table.ts';

const folder = testFolder();
const bert = join(folder, 'bert');
let real: SentenceEncoder;
beforeAll(async () => {
  await writeTinyBert(bert);
  writeTokenTable(join(folder, 'table'));
  real = await createEncoder(bert);
});
afterAll(() => real[Symbol.asyncDispose]());

/** The encoder, with the texts it is really asked for. */
function counting(encoder: SentenceEncoder = real): { readonly encoder: SentenceEncoder; readonly asked: string[] } {
  const asked: string[] = [];
  const encode: SentenceEncoder['encode'] = (texts) => {
    asked.push(...texts);
    return encoder.encode(texts);
  };
  return { encoder: { ...encoder, encode }, asked };
}

const sentences = (from: number, to: number): string[] =>
  Array.from(
    { length: to - from },
    (_, i) => `the film number ${from + i} is ${(from + i) % 2 === 0 ? 'good' : 'bad'}`,
  );

let count = 0;
const newCache = (): string => join(folder, `cache-${++count}`);
const segments = (cache: string): string[] =>
  readdirSync(cache, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.segment'))
    .map((name) => join(cache, name));

describe('the cache of embeddings', () => {
  it('makes a second run cost nothing, and give the same numbers', async () => {
    const path = newCache();
    const texts = sentences(0, 50);
    const [first, second] = [counting(), counting()];
    const one = await embedTexts(first.encoder, texts, { cache: await createEmbeddingCache(path, first.encoder) });
    const two = await embedTexts(second.encoder, texts.toReversed(), {
      cache: await createEmbeddingCache(path, second.encoder),
    });
    expect(first.asked).toHaveLength(50);
    expect(second.asked).toEqual([]);
    expect(two.facts).toEqual(one.facts);
    texts.forEach((_, row) => {
      const mirrored = 49 - row;
      expect(two.vectors.data.subarray(16 * mirrored, 16 * mirrored + 16)).toEqual(
        one.vectors.data.subarray(16 * row, 16 * row + 16),
      );
    });
  });

  it('encodes only what is new, and a text that comes twice once', async () => {
    const path = newCache();
    const { encoder, asked } = counting();
    const cache = await createEmbeddingCache(path, encoder);
    await embedTexts(encoder, sentences(0, 10), { cache });
    asked.length = 0;
    const { vectors } = await embedTexts(encoder, ['new', ...sentences(5, 12), 'new'], { cache });
    expect(asked.toSorted()).toEqual(['new', ...sentences(10, 12)].toSorted());
    expect(vectors.data.subarray(0, 16)).toEqual(vectors.data.subarray(8 * 16));
  });

  it('reports what came from it', async () => {
    const path = newCache();
    const cache = await createEmbeddingCache(path, real);
    await embedTexts(real, sentences(0, 40), { cache });
    const seen: unknown[] = [];
    await embedTexts(real, sentences(0, 100), { cache, batchSize: 30, onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { done: 40, total: 100, cached: 40 },
      { done: 70, total: 100, cached: 40 },
      { done: 100, total: 100, cached: 40 },
    ]);
  });

  it('keeps encoders apart: pooling, limit, files, device; but not the same files at another place', async () => {
    const path = newCache();
    const texts = sentences(0, 3);
    const asked = async (encoder: SentenceEncoder): Promise<number> => {
      const watched = counting(encoder);
      await embedTexts(watched.encoder, texts, { cache: await createEmbeddingCache(path, watched.encoder) });
      return watched.asked.length;
    };
    expect(await asked(real)).toBe(3);
    expect(await asked(await createEncoder(bert, { pooling: 'cls' }))).toBe(3);
    expect(await asked(await createEncoder(bert, { maxTokens: 6 }))).toBe(3);
    expect(await asked({ ...real, device: 'webgpu' })).toBe(3);
    expect(await asked(await createEncoder(join(folder, 'table')))).toBe(3);
    const moved = join(folder, 'moved');
    await writeTinyBert(moved);
    expect(await asked(await createEncoder(moved))).toBe(0);
  });

  it('encodes anew what is damaged: a flipped bit, a cut file, a foreign file', async () => {
    const path = newCache();
    const { encoder, asked } = counting();
    const cache = await createEmbeddingCache(path, encoder);
    const whole = await embedTexts(encoder, sentences(0, 20), { cache });
    const [file] = segments(path);
    const sound = readFileSync(file!);
    const after = async (bytes: Uint8Array): Promise<number> => {
      for (const other of segments(path)) writeFileSync(other, bytes);
      asked.length = 0;
      const again = await embedTexts(encoder, sentences(0, 20), { cache });
      again.vectors.data.forEach((value, i) => {
        expect(Math.abs(value - whole.vectors.data[i]!)).toBeLessThan(2e-5);
      });
      return asked.length;
    };
    expect(await after(sound)).toBe(0);
    const flipped = Uint8Array.from(sound);
    flipped[flipped.length - 3]! ^= 0x10;
    expect(await after(flipped)).toBe(1);
    expect(await after(sound.subarray(0, sound.length - 1))).toBe(20);
    expect(await after(new TextEncoder().encode('not a segment'))).toBe(20);
    expect(await after(new Uint8Array(0))).toBe(20);
  });

  it('merges many small files and loses nothing', async () => {
    const path = newCache();
    const { encoder, asked } = counting();
    const cache = await createEmbeddingCache(path, encoder);
    for (let i = 0; i < 40; i++) await embedTexts(encoder, sentences(i, i + 1), { cache });
    expect(segments(path).length).toBeLessThan(20);
    asked.length = 0;
    await embedTexts(encoder, sentences(0, 40), { cache });
    expect(asked).toEqual([]);
  });

  it('removes what a process that died left behind, an hour later', async () => {
    const path = newCache();
    const cache = await createEmbeddingCache(path, real);
    await embedTexts(real, ['a'], { cache });
    const inside = join(segments(path)[0]!, '..');
    const [old, young] = [join(inside, '.x.segment.1.tmp'), join(inside, '.y.segment.2.tmp')];
    for (const file of [old, young]) writeFileSync(file, 'half');
    utimesSync(old, 0, 0);
    for (let i = 0; i < 40; i++) await embedTexts(real, sentences(i, i + 1), { cache });
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it('warns, and embeds all the same, where nothing can be kept', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const warnings: TextWarning[] = [];
    const cache = await createEmbeddingCache(file, real, (warning) => warnings.push(warning));
    expect((await embedTexts(real, ['good'], { cache })).vectors.rows).toBe(1);
    expect(warnings).toEqual([expect.objectContaining({ code: 'CACHE_UNUSABLE' })]);
  });
});

describe('processes that share a cache', () => {
  /** The built package: what shares and what is killed are processes of their own. */
  const worker = fileURLToPath(new URL('./support/embed-worker.mjs', import.meta.url));
  const dist = fileURLToPath(new URL('../dist/index.js', import.meta.url));

  /** Embeds sentences `from` … `to`, ten at a time; gives how many were encoded, or undefined where it was killed. */
  function start(cache: string, from: number, to: number, killAfter?: number): Promise<number | undefined> {
    const child = spawn(process.execPath, [worker, bert, cache, String(from), String(to)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (part) => {
      output += part;
      if (killAfter !== undefined && output.split('\n').length > killAfter) child.kill('SIGKILL');
    });
    return new Promise((resolve) => {
      child.on('close', (code) => resolve(code === 0 ? Number(/encoded (\d+)/.exec(output)![1]) : undefined));
    });
  }

  beforeAll(() => {
    expect(existsSync(dist), 'build first: turbo run build').toBe(true);
    mkdirSync(join(folder, 'shared'), { recursive: true });
  });

  it('write at the same time and find everything afterwards', async () => {
    const cache = join(folder, 'shared', 'together');
    const encoded = await Promise.all([start(cache, 0, 300), start(cache, 200, 500), start(cache, 100, 400)]);
    for (const one of encoded) expect(one).toBeGreaterThan(0);
    expect(await start(cache, 0, 500)).toBe(0);
  }, 240_000);

  it('are killed at any moment, and what they had finished stays', async () => {
    const cache = join(folder, 'shared', 'killed');
    for (const lines of [3, 7, 12]) expect(await start(cache, 0, 400, lines)).toBeUndefined();
    const finished = 400 - (await start(cache, 0, 400))!;
    // Each line that was printed stands for ten texts that were kept.
    expect(finished).toBeGreaterThanOrEqual(110);
    expect(await start(cache, 0, 400)).toBe(0);
  }, 240_000);
});
