import { csvSource } from './csv-source.ts';
import { embeddingsSource } from './embeddings-source.ts';
import type { DataSource, SourceDocument } from './source.ts';
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
