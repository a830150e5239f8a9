import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readNpyBytes } from './npy.ts';
import type { DataSource, Sst5Document } from './source.ts';
import { rowRange, sha256Of } from './source-facts.ts';
import { vectorSource } from './vector-source.ts';

/** value = (byte − 128) · scale, as the vectors' file says. */
const ZERO_POINT = 128;

/** SST-5's root sentences as the mean of their word pieces' static vectors; pieces without a vector are left out. */
export async function sst5Source(document: Sst5Document, folder: string): Promise<DataSource> {
  const vectorFolder = join(folder, document.vectors);
  const parts = ['sst_train.txt', 'sst_dev.txt', 'sst_test.txt'];
  const files = await Promise.all(parts.map((part) => readFile(join(folder, document.sentences, part))));
  const table = await readFile(join(vectorFolder, 'word_embeddings_first6267_uint8.npy'));
  const facts = JSON.parse(await readFile(join(vectorFolder, 'word_embeddings_first6267.json'), 'utf8')) as {
    scale: number;
  };
  const lines = files.map((file) => file.toString('utf8').trim().split('\n'));
  const labels = Float64Array.from(lines.flat(), (line) => Number(/^__label__(\d)\t/.exec(line)?.[1]) - 1);
  const sentences = lines.flat().map((line) => line.slice(line.indexOf('\t') + 1));

  const { values, rows: known, cols } = readNpyBytes(table);
  const encode = await loadTokenizer(vectorFolder);
  const data = new Float64Array(sentences.length * cols);
  sentences.forEach((sentence, row) => {
    const pieces = encode(sentence).filter((piece) => piece < known);
    for (const piece of pieces) {
      for (let c = 0; c < cols; c++)
        data[row * cols + c]! += ((values[piece * cols + c]! - ZERO_POINT) * facts.scale) / pieces.length;
    }
  });
  const [train, validation] = [lines[0]!.length, lines[1]!.length];
  return vectorSource(
    {
      name: document.name,
      sha256: sha256Of(...files, table),
      parts: {
        train: rowRange(0, train),
        validation: rowRange(train, validation),
        test: rowRange(train + validation, lines[2]!.length),
      },
    },
    { data, rows: sentences.length, cols },
    labels,
  );
}

/** The folder's own tokenizer, without the markers of a sentence's start and end. */
async function loadTokenizer(folder: string): Promise<(sentence: string) => number[]> {
  const { AutoTokenizer, env } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = join(folder, '..');
  const tokenizer = await AutoTokenizer.from_pretrained(folder.split('/').at(-1)!);
  return (sentence) => tokenizer.encode(sentence, { add_special_tokens: false });
}
