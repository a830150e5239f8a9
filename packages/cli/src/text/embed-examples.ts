import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Matrix } from '@chainzrule/core';
import { type Column, type Table, tableFromMatrix, tableFromRows } from '@chainzrule/core';
import type { Progress } from '../terminal/progress.ts';
import { styleFor } from '../terminal/style.ts';
import { loadTransformers, type SentenceEncoder, type TextFacts, type TextWarning } from './load-transformers.ts';

/** Where embeddings are kept unless told otherwise: `$XDG_CACHE_HOME/chainzrule`, or `~/.cache/chainzrule`. */
function defaultCache(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'chainzrule', 'embeddings');
}

/** A warning as a line of its own. */
export function sayWarning({ message }: TextWarning): void {
  process.stderr.write(`${styleFor(process.stderr).accent('warning')} ${message}\n`);
}

/** Embeds texts with the cache the options name, and says how it went. */
export async function embedExamples(
  encoder: SentenceEncoder,
  texts: readonly string[],
  cache: string | false | undefined,
  progress: Progress,
): Promise<{ readonly vectors: Matrix; readonly facts: TextFacts }> {
  const { createEmbeddingCache, embedTexts } = await loadTransformers();
  const store = cache === false ? undefined : await createEmbeddingCache(cache ?? defaultCache(), encoder, sayWarning);
  let known = 0;
  const onProgress = ({ done, total, cached }: { done: number; total: number | undefined; cached: number }): void => {
    known = cached;
    progress.update('embedding', done / (total ?? done), `${done} texts, ${cached} of them known`);
  };
  const embedded = await embedTexts(encoder, [...texts], { cache: store, onProgress });
  const { facts } = embedded;
  progress.finish(
    `embedded ${facts.texts} texts (${known} known already), ${facts.tokens} tokens, the longest ${facts.longest}`,
  );
  sayCut(facts, encoder.maxTokens);
  return embedded;
}

/** Warns where texts are longer than an encoder takes. */
export function sayCut(facts: TextFacts, maxTokens: number | null): void {
  if (facts.cut === 0) return;
  const message = `${facts.cut} of ${facts.texts} texts have more than the ${maxTokens} tokens the encoder takes; what is over does not count`;
  sayWarning({ code: 'TEXTS_CUT', message, details: { ...facts } });
}

/** Embeddings as a table of columns `embedding 0` …; with labels, a last column `target`. */
export function embeddingTable(vectors: Matrix, target: string, labels: readonly string[]): Table {
  const names = Array.from({ length: vectors.cols }, (_, index) => `embedding ${index}`);
  const table = tableFromMatrix(vectors, names);
  if (labels.length === 0) return table;
  const column: Column = tableFromRows(labels.map((label) => [label])).columns[0]!;
  return { ...table, names: [...names, target], columns: [...table.columns, column] };
}
