import { basename, dirname, join } from 'node:path';
import { ChainzRuleError, describeValue, fail } from '@chainzrule/core';
import { MAX_MODEL_BYTES, readFileBounded } from '@chainzrule/core/node';
import { type NpyTable, readNpy } from '../npy/read-npy.ts';
import { hashFiles, missingFiles } from './encoder-files.ts';
import { type EncoderOptions, resolveEncoderOptions } from './encoder-options.ts';
import type { EncodedTexts, SentenceEncoder } from './sentence-encoder.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

const MAX_SCALE_FILE = 2 ** 24;

/** How stored integers become numbers: (stored − zeroPoint) · scale. */
interface Scale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Static embeddings: the mean of the vectors of a text's tokens, from a `.npy` table [tokens, dimensions] with a tokenizer
 * (`tokenizer.json`, `tokenizer_config.json`) beside it. No network runs, so word order plays no part. Tokens without a row (ids beyond
 * the table) are passed over; a text without any known token is the zero vector.
 *
 * A table of integers needs `scale` and `zero_point` in a JSON file beside it: `NAME.json` for `NAME.npy` or `NAME_uint8.npy`.
 * @throws ChainzRuleError `IO_FAILED`, `INVALID_DATA` (the table), `INVALID_MODEL_FILE` (the tokenizer), `INVALID_ARGUMENT`.
 */
export async function staticEncoder(source: string, path: string, options: EncoderOptions): Promise<SentenceEncoder> {
  const { pooling, maxTokens = Number.POSITIVE_INFINITY } = resolveEncoderOptions(options);
  for (const [name, value] of Object.entries({
    dtype: options.dtype,
    device: options.device,
    revision: options.revision,
  })) {
    if (value !== undefined && !(name === 'device' && (value === 'cpu' || value === 'wasm')))
      fail('INVALID_ARGUMENT', `${name} is ${describeValue(value)}; a table of token vectors has none, leave it out`);
  }
  if (pooling === 'cls')
    fail(
      'INVALID_ARGUMENT',
      'pooling is "cls"; static vectors know no context, so [CLS] is the same for every text: use "mean"',
    );
  const folder = dirname(path);
  const lacking = missingFiles(folder, ['tokenizer.json', 'tokenizer_config.json']);
  if (lacking.length > 0)
    fail('IO_FAILED', `the table ${source} needs its tokenizer beside it; missing there: ${lacking.join(', ')}`, {
      source,
      missing: lacking,
    });
  const table = await readTable(source, path);
  const scale = await scaleOf(source, path, table);
  const tokenizer = await loadTokenizer({ source: folder, local: true, revision: 'main' });
  const identity = {
    kind: 'static',
    source,
    pooling,
    scale: scale.scale,
    zeroPoint: scale.zeroPoint,
    maxTokens: Number.isFinite(maxTokens) ? maxTokens : null,
    sha256: await hashFiles([path, join(folder, 'tokenizer.json'), join(folder, 'tokenizer_config.json')]),
  };
  return {
    identity,
    device: 'cpu',
    dimensions: table.cols,
    maxTokens: identity.maxTokens,
    encode: async (texts) => meanOfTokens(table, scale, tokenizer, texts, maxTokens),
    [Symbol.asyncDispose]: async () => {},
  };
}

function meanOfTokens(
  { rows, cols, values }: NpyTable,
  { scale, zeroPoint }: Scale,
  tokenizer: Tokenizer,
  texts: readonly string[],
  limit: number,
): EncodedTexts {
  const vectors = new Float32Array(texts.length * cols);
  const sums = new Float64Array(cols);
  const whole = tokenizer.encode(texts, false);
  whole.forEach((ids, text) => {
    const known = ids.slice(0, limit).filter((id) => id < rows);
    if (known.length === 0) return;
    sums.fill(-zeroPoint * known.length);
    for (const id of known) for (let i = 0; i < cols; i++) sums[i]! += values[id * cols + i]!;
    for (let i = 0; i < cols; i++) vectors[text * cols + i] = (sums[i]! / known.length) * scale;
  });
  return { vectors, tokens: Int32Array.from(whole, ({ length }) => length) };
}

async function readTable(source: string, path: string): Promise<NpyTable> {
  const bytes = await readFileBounded(path, MAX_MODEL_BYTES);
  try {
    return readNpy(bytes);
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    return fail(error.code, `${source}: ${error.message}`, { ...error.details, source }, error);
  }
}

/** Floats stand for themselves; integers need the file that says what they stand for. */
async function scaleOf(source: string, path: string, { values }: NpyTable): Promise<Scale> {
  if (values instanceof Float32Array || values instanceof Float64Array) {
    const odd = values.findIndex((value: number) => !Number.isFinite(value));
    if (odd >= 0) fail('INVALID_DATA', `${source}: number ${odd} of the table is ${values[odd]}; all must be finite`);
    return { scale: 1, zeroPoint: 0 };
  }
  const stem = basename(path, '.npy');
  const names = [...new Set([`${stem}.json`, `${stem.replace(/_u?int8$/, '')}.json`])];
  const name = names.find((candidate) => missingFiles(dirname(path), [candidate]).length === 0);
  if (name === undefined)
    fail(
      'IO_FAILED',
      `${source} holds integers; a file ${names.join(' or ')} beside it must say "scale" and "zero_point"`,
      { source },
    );
  const text = new TextDecoder().decode(await readFileBounded(join(dirname(path), name), MAX_SCALE_FILE));
  const { scale, zero_point: zeroPoint } = parseObject(name, text);
  if (
    typeof scale !== 'number' ||
    !(scale > 0 && scale < 1e30) ||
    typeof zeroPoint !== 'number' ||
    Math.abs(zeroPoint) > 255
  )
    fail(
      'INVALID_DATA',
      `${name} says scale ${describeValue(scale)} and zero_point ${describeValue(zeroPoint)}; allowed: a positive number, and an integer of the table's type`,
      { source },
    );
  return { scale, zeroPoint };
}

function parseObject(name: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch (error) {
    fail('INVALID_DATA', `${name} is not JSON: ${(error as Error).message}`, {}, error);
  }
  return fail('INVALID_DATA', `${name} holds no JSON object`);
}
