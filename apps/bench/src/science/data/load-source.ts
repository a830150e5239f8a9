import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { csvSource } from './csv-source.ts';
import { embeddingsSource } from './embeddings-source.ts';
import { packFiles, unpackFiles } from './pack.ts';
import type { DataSource, SourceDocument } from './source.ts';
import { sha256Of } from './source-facts.ts';
import { SST5_FILES, SST5_TEXT_FILES, sst5Source } from './sst5-source.ts';

/** A data set's files in one block, as it travels to whoever works on it. */
export interface PackedSource {
  /** SHA-256 over the data's own files, one after another: what records say. */
  readonly sha256: string;
  readonly block: Uint8Array;
  /** SHA-256 of the block. */
  readonly blockSha256: string;
}

/** Reads and packs a data set's files; undefined where one is not there. `folder`: where the public data sets are. */
export async function packSource(document: SourceDocument, folder: string): Promise<PackedSource | undefined> {
  const paths = sourceFiles(document, folder);
  const files = await Promise.all(paths.map((path) => readFile(path).catch(() => undefined)));
  const whole = files.filter((file) => file !== undefined);
  if (whole.length < files.length) return undefined;
  const block = packFiles(whole);
  // SST-5's tokenizer and scale belong to how its vectors are read, not to the data that records name.
  const own = document.kind === 'sst5' ? whole.slice(0, SST5_TEXT_FILES + 1) : whole;
  return { sha256: sha256Of(...own), block, blockSha256: sha256Of(block) };
}

/** The files of a data set, in the order in which they are packed. */
export function sourceFiles(document: SourceDocument, folder: string): string[] {
  switch (document.kind) {
    case 'csv':
      return [resolve(folder, document.file)];
    case 'sst5':
      return SST5_FILES.map((name, index) =>
        join(folder, index < SST5_TEXT_FILES ? document.sentences : document.vectors, name),
      );
    case 'embeddings':
      return [document.file];
  }
}

const loaded = new WeakMap<Uint8Array, Map<string, Promise<DataSource>>>();

/** A data set from its packed files, read once as long as the same block is given. */
export function loadSource(document: SourceDocument, block: Uint8Array): Promise<DataSource> {
  const known = loaded.get(block) ?? new Map<string, Promise<DataSource>>();
  loaded.set(block, known);
  const key = JSON.stringify(document);
  const source = known.get(key) ?? read(document, unpackFiles(block));
  known.set(key, source);
  return source;
}

async function read(document: SourceDocument, files: readonly Buffer[]): Promise<DataSource> {
  switch (document.kind) {
    case 'csv':
      return await csvSource(document, files[0]!);
    case 'sst5':
      return await sst5Source(document, files);
    case 'embeddings':
      return await embeddingsSource(document, files[0]!);
  }
}
