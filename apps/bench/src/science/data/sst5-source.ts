import { readNpyBytes } from './npy.ts';
import type { DataSource, Sst5Document } from './source.ts';
import { rowRange, sha256Of } from './source-facts.ts';
import { vectorSource } from './vector-source.ts';

/** value = (byte − 128) · scale, as the vectors' file says. */
const ZERO_POINT = 128;

/** What is read, in the order in which it is packed: sentences of the three parts, vectors, their scale, the tokenizer. */
export const SST5_FILES: readonly string[] = [
  ...['sst_train.txt', 'sst_dev.txt', 'sst_test.txt'],
  'word_embeddings_first6267_uint8.npy',
  'word_embeddings_first6267.json',
  ...['tokenizer.json', 'tokenizer_config.json'],
];
/** The first of them are texts. */
export const SST5_TEXT_FILES = 3;

/** SST-5's root sentences as the mean of their word pieces' static vectors; pieces without a vector are left out. */
export async function sst5Source(document: Sst5Document, packed: readonly Buffer[]): Promise<DataSource> {
  const files = packed.slice(0, SST5_TEXT_FILES);
  const [table, scale, tokenizer, tokenizerConfig] = packed.slice(SST5_TEXT_FILES) as [Buffer, Buffer, Buffer, Buffer];
  const facts = JSON.parse(scale.toString('utf8')) as { scale: number };
  const lines = files.map((file) => file.toString('utf8').trim().split('\n'));
  const labels = Float64Array.from(lines.flat(), (line) => Number(/^__label__(\d)\t/.exec(line)?.[1]) - 1);
  const sentences = lines.flat().map((line) => line.slice(line.indexOf('\t') + 1));

  const { values, rows: known, cols } = readNpyBytes(table);
  const encode = await loadTokenizer(tokenizer, tokenizerConfig);
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

/** The vectors' own tokenizer, without the markers of a sentence's start and end. */
async function loadTokenizer(tokenizer: Buffer, config: Buffer): Promise<(sentence: string) => number[]> {
  const { BertTokenizer } = await import('@huggingface/transformers');
  const own = new BertTokenizer(JSON.parse(tokenizer.toString('utf8')), JSON.parse(config.toString('utf8')));
  return (sentence) => own.encode(sentence, { add_special_tokens: false });
}
