import { describeValue, fail } from '@chainzrule/core';
import type { EncoderIdentity } from '../encoder/sentence-encoder.ts';
import { loadTokenizer, type Tokenizer } from '../encoder/tokenizer.ts';
import { processWarning } from '../warning.ts';
import { fineTuneSettings } from './fine-tune-settings.ts';
import { FineTunedClassifier } from './fine-tuned-classifier.ts';
import { decodeFineTuned } from './fine-tuned-document.ts';
import type { FineTunedOptions, FineTunedRuntime } from './fine-tuned-options.ts';
import { type PretrainedFiles, pretrainedFiles } from './pretrained-files.ts';
import { readBertConfig } from './read-bert-config.ts';
import { readBertWeights } from './read-bert-weights.ts';

/** Files of the tokenizer. */
const TOKENIZER = ['tokenizer.json', 'tokenizer_config.json'] as const;

/** Fewest tokens of a text: one between the two that are always there. */
const LEAST_TOKENS = 3;

/**
 * A classifier of texts whose encoder, a BERT, is trained along: loads configuration, weights and tokenizer, trains nothing yet.
 * @throws ChainzRuleError `IO_FAILED` (a file is missing, no network), `INVALID_MODEL_FILE`, `UNSUPPORTED` (another architecture),
 * `INVALID_ARGUMENT`.
 */
export async function createFineTunedClassifier(options: FineTunedOptions): Promise<FineTunedClassifier> {
  const {
    encoder,
    revision,
    runtime,
    onWarning = processWarning,
    head = {},
    ordinal = false,
    maxTokens,
    ...changes
  } = options;
  const settings = fineTuneSettings(changes);
  const files = pretrainedFiles(encoder, revision);
  const { json, spec } = readBertConfig(encoder, await files.read('config.json'));
  if (settings.frozen > spec.layers + 1)
    fail(
      'INVALID_ARGUMENT',
      `frozen is ${settings.frozen}; ${encoder} has ${spec.layers + 1} depths (embeddings and ${spec.layers} layers)`,
    );
  const tensors = readBertWeights(encoder, spec, await files.read('model.safetensors'));
  const tokenizer = await loadTokenizer(files);
  const limit = tokenLimit(maxTokens, spec.positions, tokenizer);
  return new FineTunedClassifier({
    identity: await identityOf(encoder, files, limit),
    start: { spec, tensors, config: json, tokenizerFiles: await tokenizerFiles(files) },
    tokenizer,
    maxTokens: limit,
    runtime,
    onWarning,
    settings,
    head,
    ordinal,
  });
}

/**
 * Reads a folder that `save` wrote. Its `fit` would start from the encoder as it is there.
 * @throws ChainzRuleError `IO_FAILED`, `INVALID_MODEL_FILE`, `UNSUPPORTED`.
 */
export async function loadFineTunedClassifier(
  folder: string,
  { runtime, onWarning = processWarning }: FineTunedRuntime,
): Promise<FineTunedClassifier> {
  const files = pretrainedFiles(folder);
  const { json, spec } = readBertConfig(folder, await files.read('config.json'));
  const model = decodeFineTuned(folder, await files.read('model.safetensors'));
  const classifier = new FineTunedClassifier({
    identity: await identityOf(folder, files, model.maxTokens),
    start: { spec, tensors: model.tensors, config: json, tokenizerFiles: await tokenizerFiles(files) },
    tokenizer: await loadTokenizer(files),
    maxTokens: model.maxTokens,
    runtime,
    onWarning,
    settings: fineTuneSettings(),
    head: {},
    ordinal: model.network.head.type === 'ordinal',
  });
  await classifier.use(model);
  return classifier;
}

async function identityOf(source: string, files: PretrainedFiles, maxTokens: number): Promise<EncoderIdentity> {
  const sha256 = await files.hash(['model.safetensors', ...TOKENIZER]);
  return { kind: 'fine-tuned', source, revision: files.local ? null : files.revision, maxTokens, sha256 };
}

async function tokenizerFiles(files: PretrainedFiles): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  const read = TOKENIZER.map(async (name) => [name, await files.read(name)] as const);
  return new Map(await Promise.all(read));
}

function tokenLimit(asked: number | undefined, positions: number, { maxTokens }: Tokenizer): number {
  const limit = Math.min(positions, maxTokens);
  if (asked === undefined) return limit;
  if (Number.isSafeInteger(asked) && asked >= LEAST_TOKENS && asked <= limit) return asked;
  return fail(
    'INVALID_ARGUMENT',
    `maxTokens is ${describeValue(asked)}; allowed: ${LEAST_TOKENS} … ${limit}, what the encoder takes`,
  );
}
