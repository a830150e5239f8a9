import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { csvSource } from './csv-source.ts';
import { embeddingsSource } from './embeddings-source.ts';
import type { DataSource, SourceDocument } from './source.ts';
import { sha256Of } from './source-facts.ts';
import { sst5Source } from './sst5-source.ts';

const loaded = new Map<string, Promise<DataSource>>();

/** A data set, read once per thread. `folder`: where the protocols' files are. */
export function loadSource(document: SourceDocument, folder: string): Promise<DataSource> {
  const key = JSON.stringify([document, folder]);
  let source = loaded.get(key);
  if (source === undefined) {
    source = read(document, folder);
    loaded.set(key, source);
  }
  return source;
}

function read(document: SourceDocument, folder: string): Promise<DataSource> {
  switch (document.kind) {
    case 'csv':
      return csvSource(document, folder);
    case 'sst5':
      return sst5Source(document, folder);
    case 'embeddings':
      return embeddingsSource(document);
  }
}

/** The files whose bytes a data set's sha256 is over, in their order. */
export function sourceFiles(document: SourceDocument, folder: string): string[] {
  switch (document.kind) {
    case 'csv':
      return [resolve(folder, document.file)];
    case 'sst5':
      return [
        ...['sst_train.txt', 'sst_dev.txt', 'sst_test.txt'].map((part) => join(folder, document.sentences, part)),
        join(folder, document.vectors, 'word_embeddings_first6267_uint8.npy'),
      ];
    case 'embeddings':
      return [document.file];
  }
}

/** A data set's sha256, or undefined where a file of it is not there. */
export async function sourceHash(document: SourceDocument, folder: string): Promise<string | undefined> {
  const read = sourceFiles(document, folder).map((path) => readFile(path).catch(() => undefined));
  const files = await Promise.all(read);
  const whole = files.filter((file) => file !== undefined);
  return whole.length < files.length ? undefined : sha256Of(...whole);
}
