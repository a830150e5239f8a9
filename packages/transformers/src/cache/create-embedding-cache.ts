import { EmbeddingCache } from '#disk';
import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';
import { type OnWarning, processWarning } from '../warning.ts';
import type { VectorStore } from './cache-entry.ts';

/**
 * A cache of an encoder's vectors on disk, for `embedTexts` and `embedBlocks`: safe under a crash and under any number of processes.
 * Node only. To empty it, delete the folder.
 */
export async function createEmbeddingCache(
  folder: string,
  encoder: SentenceEncoder,
  onWarning: OnWarning = processWarning,
): Promise<VectorStore> {
  return new EmbeddingCache(folder, encoder, onWarning);
}
