import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AutoModel, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeModel, GraphBuilder } from '../../onnx/src/graph/index.ts';
import { createEncoder, type SentenceEncoder } from '../src/index.ts';
import { testFolder } from './support/folders.ts';
import { TINY_WORDS, writeTinyBert } from './support/tiny-bert.ts';

const folder = testFolder();
const bert = join(folder, 'bert');
let encoder: SentenceEncoder;
beforeAll(async () => {
  await writeTinyBert(bert);
  encoder = await createEncoder(bert);
});

const { allowRemoteModels, remoteHost } = env;
afterEach(() => {
  Object.assign(env, { allowRemoteModels, remoteHost });
  vi.restoreAllMocks();
});

/** Hidden states of token ids, computed by transformers.js itself. */
async function hiddenOf(ids: readonly number[]): Promise<Float32Array> {
  const model = await AutoModel.from_pretrained(bert, { dtype: 'fp32' });
  const tensor = (values: readonly number[]): Tensor =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
  const { last_hidden_state: hidden } = await model({
    input_ids: tensor(ids),
    attention_mask: tensor(ids.map(() => 1)),
  });
  await model.dispose();
  return hidden.data as Float32Array;
}

async function idsOf(text: string): Promise<number[]> {
  return (await AutoTokenizer.from_pretrained(bert)).encode(text) as number[];
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(2e-5);
}

function meanOf(hidden: Float32Array): number[] {
  const tokens = hidden.length / 16;
  return Array.from({ length: 16 }, (_, i) => {
    let sum = 0;
    for (let token = 0; token < tokens; token++) sum += hidden[token * 16 + i]!;
    return sum / tokens;
  });
}

describe('a network as an encoder', () => {
  it('gives the mean of the hidden states, padding left out', async () => {
    const texts = ['the film is great', 'dull', 'never a good movie, never'];
    const { vectors, tokens } = await encoder.encode(texts);
    for (const [index, text] of texts.entries()) {
      const ids = await idsOf(text);
      expect(tokens[index]).toBe(ids.length);
      expectClose(vectors.subarray(16 * index, 16 * index + 16), meanOf(await hiddenOf(ids)));
    }
  });

  it('gives the first token’s hidden state with pooling cls', async () => {
    await using first = await createEncoder(bert, { pooling: 'cls' });
    const { vectors } = await first.encode(['the film is great', 'dull']);
    expectClose(vectors.subarray(16), (await hiddenOf(await idsOf('dull'))).subarray(0, 16));
  });

  it('says what it is: files by hash, limits, dtype, pooling', async () => {
    expect(encoder).toMatchObject({ dimensions: 16, maxTokens: 32, device: 'cpu' });
    expect(encoder.identity).toMatchObject({
      kind: 'transformers',
      source: bert,
      dtype: 'fp32',
      pooling: 'mean',
      revision: null,
    });
    const other = join(folder, 'other');
    cpSync(bert, other, { recursive: true });
    await using same = await createEncoder(other);
    expect(same.identity['sha256']).toBe(encoder.identity['sha256']);
    const config = JSON.parse(readFileSync(join(other, 'tokenizer_config.json'), 'utf8'));
    writeFileSync(join(other, 'tokenizer_config.json'), JSON.stringify({ ...config, do_lower_case: false }));
    await using changed = await createEncoder(other);
    expect(changed.identity['sha256']).not.toBe(encoder.identity['sha256']);
  });

  it('cuts what is too long before the closing token, as Hugging Face does, and counts all of it', async () => {
    const text = Array.from({ length: 50 }, (_, i) => TINY_WORDS[i % TINY_WORDS.length]).join(' ');
    const ids = await idsOf(text);
    expect(ids).toHaveLength(52);
    const { vectors, tokens } = await encoder.encode([text]);
    expect(tokens[0]).toBe(52);
    expectClose(vectors, meanOf(await hiddenOf([...ids.slice(0, 31), ids.at(-1)!])));
    await using short = await createEncoder(bert, { maxTokens: 5 });
    expect(short.maxTokens).toBe(5);
    expectClose((await short.encode([text])).vectors, meanOf(await hiddenOf([...ids.slice(0, 4), ids.at(-1)!])));
  });

  it('encodes an empty text as [CLS] [SEP]', async () => {
    const { vectors, tokens } = await encoder.encode(['', '   ']);
    expect([...tokens]).toEqual([2, 2]);
    expectClose(vectors.subarray(0, 16), meanOf(await hiddenOf(await idsOf(''))));
  });
});

describe('what goes wrong with a network', () => {
  let count = 0;
  const copy = (): string => {
    const path = join(folder, `copy-${++count}`);
    cpSync(bert, path, { recursive: true });
    return path;
  };

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json'])('names a missing %s', async (file) => {
    const path = copy();
    rmSync(join(path, file));
    await expect(createEncoder(path)).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining(`lacks ${file}`),
    });
  });

  it('names missing weights, also those of another dtype', async () => {
    const path = copy();
    await expect(createEncoder(path, { dtype: 'q8' })).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining('onnx/model_quantized.onnx'),
    });
    rmSync(join(path, 'onnx/model.onnx'));
    await expect(createEncoder(path)).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining('onnx/model.onnx'),
    });
  });

  it.each([
    ['onnx/model.onnx', 'INVALID_MODEL_FILE'],
    ['tokenizer.json', 'INVALID_MODEL_FILE'],
    ['config.json', 'INVALID_MODEL_FILE'],
  ])('says that a %s cut short is damaged', async (file, code) => {
    const path = copy();
    writeFileSync(join(path, file), readFileSync(join(path, file)).subarray(0, 100));
    await expect(createEncoder(path)).rejects.toMatchObject({ code, message: expect.stringContaining('damaged') });
  });

  it('refuses a network that is no encoder of texts', async () => {
    const path = copy();
    const graph = new GraphBuilder('regression', 17);
    const ids = graph.input('input_ids', 'int64', ['batch', 'tokens']);
    graph.output('scores', graph.node('Cast', [ids], { to: 1 }), 'float32', ['batch', 'tokens']);
    writeFileSync(join(path, 'onnx/model.onnx'), encodeModel(graph.finish(), { opset: 17 }));
    await expect(createEncoder(path)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/not a text encoder: it gives scores/),
    });
  });

  it('refuses an architecture that takes no text', async () => {
    const path = copy();
    const config = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'));
    writeFileSync(
      join(path, 'config.json'),
      JSON.stringify({ ...config, model_type: 'vit', architectures: ['ViTModel'] }),
    );
    const graph = new GraphBuilder('vit', 17);
    const pixels = graph.input('pixel_values', 'float32', ['batch', 3, 2, 2]);
    graph.output('last_hidden_state', pixels, 'float32', ['batch', 3, 2, 2]);
    writeFileSync(join(path, 'onnx/model.onnx'), encodeModel(graph.finish(), { opset: 17 }));
    vi.spyOn(console, 'error').mockImplementation(() => {});
    await expect(createEncoder(path)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('says what to do without a network, and where the hub is not to be asked', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    // Port 9 of this machine: nothing answers there.
    env.remoteHost = 'http://127.0.0.1:9/';
    await expect(createEncoder('nobody/no-such-model')).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringMatching(/from the hub.*is there a network/),
    });
    env.allowRemoteModels = false;
    await expect(createEncoder('nobody/no-such-model')).rejects.toMatchObject({ code: 'IO_FAILED' });
    await expect(createEncoder('./no/such/folder')).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining('no such file or folder'),
    });
  });

  it.each([
    ['pooling', 'max'],
    ['dtype', 'fp8'],
    ['device', 'abacus'],
    ['maxTokens', 2.5],
    ['revision', ''],
  ])('refuses %s: %s', async (name, value) => {
    await expect(createEncoder(bert, { [name]: value })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(name),
    });
  });
});
