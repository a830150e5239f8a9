import { fail, type JsonObject } from '@chainzrule/core';
import { AutoConfig, AutoModel, env, ModelRegistry, type PreTrainedModel, Tensor } from '@huggingface/transformers';
import { hashFiles, missingFiles } from '#disk';
import { cutTokens } from './cut-tokens.ts';
import type { EncoderOptions } from './encoder-options.ts';
import { resolveEncoderOptions } from './encoder-options.ts';
import { loading } from './load-failure.ts';
import { poolTokens } from './pool-tokens.ts';
import type { EncodedTexts, EncoderIdentity, Pooling, SentenceEncoder } from './sentence-encoder.ts';
import { type LoadFrom, loadTokenizer, type Tokenizer } from './tokenizer.ts';

const CONFIG_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const;

/**
 * An encoder network of transformers.js: tokenizer and ONNX weights from a folder or from the hub (`env` of transformers.js rules
 * over caches and hosts there).
 * @throws ChainzRuleError `IO_FAILED` (a missing file, no network), `INVALID_MODEL_FILE` (damaged), `UNSUPPORTED` (not an encoder).
 */
export async function transformersEncoder(
  source: string,
  folder: string | undefined,
  options: EncoderOptions,
): Promise<SentenceEncoder> {
  const { pooling, dtype, device, revision, maxTokens } = resolveEncoderOptions(options);
  const from: LoadFrom = { source: folder ?? source, local: folder !== undefined, revision };
  if (folder !== undefined) checkFolder(source, folder);
  // First, since transformers.js says clearly that a model is not there only where it looks for this file.
  await loading('configuration', source, from.local, () =>
    AutoConfig.from_pretrained(from.source, { revision, local_files_only: from.local }),
  );
  const tokenizer = await loadTokenizer(from);
  const model = await loading('network', source, from.local, () =>
    AutoModel.from_pretrained(from.source, { dtype, device, revision, local_files_only: from.local }),
  );
  const limit = Math.min(tokenizer.maxTokens, positionsOf(model), maxTokens ?? Number.POSITIVE_INFINITY);
  const identity = {
    kind: 'transformers',
    source,
    revision: from.local ? null : revision,
    dtype,
    pooling,
    maxTokens: Number.isFinite(limit) ? limit : null,
    sha256: await hashOf(from, { dtype, device }),
  };
  const encoder = new NetworkEncoder(source, model, tokenizer, pooling);
  try {
    // One text says how long vectors are, and that this is an encoder at all.
    const dimensions = (await encoder.run(['a'], limit)).vectors.length;
    return encoder.finish(identity, device, dimensions, limit);
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** A loaded network with its tokenizer. */
class NetworkEncoder {
  readonly #source: string;
  readonly #model: PreTrainedModel;
  readonly #tokenizer: Tokenizer;
  readonly #pooling: Pooling;

  constructor(source: string, model: PreTrainedModel, tokenizer: Tokenizer, pooling: Pooling) {
    this.#source = source;
    this.#model = model;
    this.#tokenizer = tokenizer;
    this.#pooling = pooling;
  }

  finish(identity: EncoderIdentity, device: string, dimensions: number, limit: number): SentenceEncoder {
    return {
      identity,
      device,
      dimensions,
      maxTokens: Number.isFinite(limit) ? limit : null,
      encode: (texts) => this.run(texts, limit),
      [Symbol.asyncDispose]: async () => void (await this.#model.dispose()),
    };
  }

  async run(texts: readonly string[], limit: number): Promise<EncodedTexts> {
    const { special, padding } = this.#tokenizer;
    const whole = this.#tokenizer.encode(texts, true);
    const rows = whole.map((ids) => cutTokens(ids, limit, special));
    const width = rows.reduce((longest, { length }) => Math.max(longest, length), 1);
    const ids = new BigInt64Array(texts.length * width).fill(BigInt(padding));
    const mask = new BigInt64Array(texts.length * width);
    rows.forEach((row, text) => {
      row.forEach((id, token) => {
        ids[text * width + token] = BigInt(id);
        mask[text * width + token] = 1n;
      });
    });
    const dims = [texts.length, width];
    const hidden = await this.#forward(new Tensor('int64', ids, dims), new Tensor('int64', mask, dims));
    const lengths = Int32Array.from(rows, ({ length }) => Math.max(length, 1));
    const dimensions = hidden.dims[2]!;
    return {
      vectors: poolTokens(hidden.data, { lengths, width, dimensions }, this.#pooling),
      tokens: Int32Array.from(whole, ({ length }) => length),
    };
  }

  /** [texts, tokens, dimensions]. */
  async #forward(
    ids: Tensor,
    mask: Tensor,
  ): Promise<{ readonly data: ArrayLike<number>; readonly dims: readonly number[] }> {
    let outputs: Record<string, { data: ArrayLike<number>; dims: readonly number[] } | undefined>;
    try {
      outputs = await this.#model({ input_ids: ids, attention_mask: mask });
    } catch (error) {
      return fail(
        'UNSUPPORTED',
        `${this.#source} does not run on texts alone: ${(error as Error).message}; give an encoder such as a BERT`,
        { source: this.#source },
        error,
      );
    }
    const hidden = outputs['last_hidden_state'] ?? outputs['token_embeddings'];
    if (hidden?.dims.length === 3) return hidden;
    return fail(
      'UNSUPPORTED',
      `${this.#source} is not a text encoder: it gives ${Object.keys(outputs).join(', ')}; needed is last_hidden_state [texts, tokens, dimensions], as BERT and its kin give`,
      { source: this.#source, outputs: Object.keys(outputs) },
    );
  }
}

/** Positions a network has, as its configuration says. */
function positionsOf({ config }: PreTrainedModel): number {
  const positions = (config as unknown as JsonObject)['max_position_embeddings'];
  return typeof positions === 'number' && positions > 0 ? positions : Number.POSITIVE_INFINITY;
}

function checkFolder(source: string, folder: string): void {
  const missing = missingFiles(folder, CONFIG_FILES);
  if (missing.length === 0) return;
  fail(
    'IO_FAILED',
    `the encoder ${source} lacks ${missing.join(', ')}; needed are ${CONFIG_FILES.join(', ')} and the weights in onnx/, as transformers.js takes them`,
    { source, missing },
  );
}

/** SHA-256 of weights and tokenizer where their files can be read: in Node, in the folder or in transformers.js' cache. */
async function hashOf(
  { source, local, revision }: LoadFrom,
  options: {
    readonly dtype: NonNullable<EncoderOptions['dtype']>;
    readonly device: NonNullable<EncoderOptions['device']>;
  },
): Promise<string | null> {
  if (!env.useFS) return null;
  const files = [...(await ModelRegistry.get_model_files(source, options)), ...CONFIG_FILES.slice(1)];
  const folders = local
    ? [source]
    : [`${env.localModelPath}/${source}`, `${env.cacheDir}/${revision === 'main' ? source : `${source}/${revision}`}`];
  for (const folder of folders) {
    const hash = await hashFiles(files.map((file) => `${folder}/${file}`));
    if (hash !== null) return hash;
  }
  return null;
}
