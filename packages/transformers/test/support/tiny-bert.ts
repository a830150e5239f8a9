import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors, Rng, type SafeTensor } from '@chainzrule/core';
import { writeFileAtomic } from '@chainzrule/core/node';
import { bertOnnx } from './bert-onnx.ts';
import { type BertConfig, bertTensors, configJson } from './bert-tensors.ts';
import { tokenizerConfigJson, tokenizerJson, vocabularyOf } from './word-piece.mjs';

/** Sizes of a random BERT; everything that is not given is tiny. */
export interface TinyBertOptions {
  readonly seed?: number;
  readonly words?: readonly string[];
  readonly hiddenSize?: number;
  readonly layers?: number;
  readonly heads?: number;
  readonly intermediateSize?: number;
  readonly maxPositions?: number;
  /** Rows of the word embeddings; at least the vocabulary's size. */
  readonly vocabularySize?: number;
  /** sd of the weights. BERT's own 0.02 leaves every text nearly alike at this size. */
  readonly sd?: number;
}

/** A random BERT before it is written: its configuration, weights in Hugging Face's naming and vocabulary. */
export interface TinyBert {
  readonly config: BertConfig;
  /** `embeddings.word_embeddings.weight` [vocabulary, hidden], `encoder.layer.0.attention.self.query.weight` [out, in], … */
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly vocabulary: readonly string[];
}

/** Words that the tiny BERT knows whole; any other Latin text falls apart into letters. */
export const TINY_WORDS: readonly string[] =
  'the a of and is was it this that film movie plot acting great good fine dull bad awful very not never'.split(' ');

/** A random BERT with its vocabulary. The same options give the same weights. */
export function tinyBert(options: TinyBertOptions = {}): TinyBert {
  const vocabulary = vocabularyOf(options.words ?? TINY_WORDS);
  const hiddenSize = options.hiddenSize ?? 16;
  const config: BertConfig = {
    vocabularySize: Math.max(options.vocabularySize ?? 0, vocabulary.length),
    hiddenSize,
    layers: options.layers ?? 2,
    heads: options.heads ?? 2,
    intermediateSize: options.intermediateSize ?? 2 * hiddenSize,
    maxPositions: options.maxPositions ?? 32,
  };
  const rng = Rng.fromSeed(options.seed ?? 1).fork('tiny bert');
  return { config, tensors: bertTensors(config, rng, options.sd ?? 0.3), vocabulary };
}

/** Writes what a Hugging Face folder holds: configuration, tokenizer, `model.safetensors` and `onnx/model.onnx`. */
export async function writeTinyBert(
  folder: string,
  bert: TinyBert = tinyBert(),
  parts: { readonly onnx?: boolean; readonly safetensors?: boolean } = {},
): Promise<TinyBert> {
  const { config, tensors, vocabulary } = bert;
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const json = (name: string, value: unknown): Promise<void> =>
    writeFileAtomic(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  await json('config.json', configJson(config));
  await json('tokenizer.json', tokenizerJson(vocabulary, config.maxPositions));
  await json('tokenizer_config.json', tokenizerConfigJson(config.maxPositions));
  if (parts.safetensors !== false) {
    await writeFileAtomic(join(folder, 'model.safetensors'), encodeSafetensors(tensors, { format: 'pt' }));
  }
  if (parts.onnx !== false) await writeFileAtomic(join(folder, 'onnx', 'model.onnx'), bertOnnx(config, tensors));
  return bert;
}
