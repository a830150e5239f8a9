import { describeValue, fail, type Matrix } from '@chainzrule/core';
import type { CacheEntry, VectorStore } from '../cache/cache-entry.ts';
import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';
import { lengthBatches } from './length-batches.ts';
import { textKey } from './text-key.ts';

/** Texts in memory, or one after another. */
export type Texts = Iterable<string> | AsyncIterable<string>;

/** How far an embedding is. */
export interface EmbeddingProgress {
  readonly done: number;
  /** How many there are in all; undefined where they come one after another. */
  readonly total: number | undefined;
  /** Those among `done` that came from the cache. */
  readonly cached: number;
}

/** How texts are embedded. */
export interface EmbedOptions {
  readonly cache?: VectorStore | undefined;
  /** Texts that go through a network at once; 32 when absent, 1 for weights that are quantised while they run. */
  readonly batchSize?: number | undefined;
  readonly onProgress?: ((progress: EmbeddingProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Vectors of texts that follow one another. */
export interface EmbeddedBlock {
  readonly texts: readonly string[];
  /** [texts, dimensions] float32. */
  readonly vectors: Matrix & { readonly data: Float32Array };
  /** [texts] tokens of each text before any cut. */
  readonly tokens: Int32Array;
}

/** Texts in a block: enough to sort by length within, few enough to hold. */
const BLOCK = 1024;
const BATCH = 32;
/** Their scales follow from the whole batch, so that only a batch of one gives a text a vector of its own. */
const QUANTISED_WHILE_RUNNING: readonly unknown[] = ['q8', 'int8', 'uint8'];

/**
 * Embeds texts block by block, in order: what the cache knows from there, the rest in batches of texts of like length. Memory: one
 * block, whatever the number of texts.
 * @throws ChainzRuleError `INVALID_DATA` for what is no text, `ABORTED`, and what the encoder throws.
 */
export async function* embedBlocks(
  encoder: SentenceEncoder,
  texts: Texts,
  options: EmbedOptions = {},
): AsyncGenerator<EmbeddedBlock> {
  const total = Array.isArray(texts) ? texts.length : undefined;
  let [done, cached] = [0, 0];
  for await (const block of blocksOf(texts)) {
    const embedded = await embedBlock(encoder, block, options, (fresh, known) => {
      options.onProgress?.({ done: done + fresh + known, total, cached: cached + known });
    });
    done += block.length;
    cached += embedded.cached;
    yield embedded.block;
  }
}

async function* blocksOf(texts: Texts): AsyncGenerator<string[]> {
  let block: string[] = [];
  let row = 0;
  for await (const text of texts) {
    if (typeof text !== 'string')
      fail('INVALID_DATA', `text ${row} is ${describeValue(text)}; allowed: a string`, { row });
    block.push(text);
    row++;
    if (block.length < BLOCK) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

async function embedBlock(
  encoder: SentenceEncoder,
  texts: readonly string[],
  { cache, batchSize = defaultBatch(encoder), signal }: EmbedOptions,
  report: (fresh: number, known: number) => void,
): Promise<{ readonly block: EmbeddedBlock; readonly cached: number }> {
  const cols = encoder.dimensions;
  const vectors = { data: new Float32Array(texts.length * cols), rows: texts.length, cols };
  const tokens = new Int32Array(texts.length);
  const put = (row: number, vector: Float32Array, count: number): void => {
    vectors.data.set(vector, row * cols);
    tokens[row] = count;
  };
  const keys = cache && (await Promise.all(texts.map(textKey)));
  const known = keys && (await cache?.find(keys));
  const rowsOf = new Map<string, number[]>();
  let cached = 0;
  texts.forEach((text, row) => {
    const entry = known?.[row];
    if (entry === undefined) rowsOf.set(text, [...(rowsOf.get(text) ?? []), row]);
    else {
      cached++;
      put(row, entry.vector, entry.tokens);
    }
  });
  let fresh = 0;
  report(fresh, cached);
  const entries: CacheEntry[] = [];
  for (const batch of lengthBatches([...rowsOf.keys()], batchSize)) {
    if (signal?.aborted) fail('ABORTED', 'the embedding was stopped by the signal', {}, signal.reason);
    const encoded = await encoder.encode(batch);
    batch.forEach((text, index) => {
      const vector = encoded.vectors.slice(index * cols, (index + 1) * cols);
      const rows = rowsOf.get(text)!;
      for (const row of rows) put(row, vector, encoded.tokens[index]!);
      if (keys) entries.push({ key: keys[rows[0]!]!, tokens: encoded.tokens[index]!, vector });
      fresh += rows.length;
    });
    report(fresh, cached);
  }
  await cache?.add(entries);
  return { block: { texts, vectors, tokens }, cached };
}

function defaultBatch({ identity }: SentenceEncoder): number {
  return QUANTISED_WHILE_RUNNING.includes(identity['dtype']) ? 1 : BATCH;
}
