import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors, type SafeTensor, type TrainableEncoderV1 } from '@chainzrule/core';
import { env } from '@huggingface/transformers';
import { afterEach, describe, expect, it } from 'vitest';
import { createFineTunedClassifier, type FineTunedClassifier } from '../../src/fine-tune/index.ts';
import { readBertConfig } from '../../src/fine-tune/read-bert-config.ts';
import { readBertWeights } from '../../src/fine-tune/read-bert-weights.ts';
import { bertFolder, temporaryFolder } from './support/bert-folder.ts';

/** Loading touches no device. */
const runtime = { name: 'none' } as unknown as TrainableEncoderV1;

const open = (encoder: string): Promise<FineTunedClassifier> => createFineTunedClassifier({ encoder, runtime });

async function changeTensors(folder: string, change: (tensors: Map<string, SafeTensor>) => void): Promise<void> {
  const path = join(folder, 'model.safetensors');
  const tensors = new Map(decodeSafetensors(await readFile(path)).tensors);
  change(tensors);
  await writeFile(path, encodeSafetensors(tensors));
}

async function changeConfig(folder: string, changes: Record<string, unknown>): Promise<void> {
  const path = join(folder, 'config.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...changes }));
}

describe('weights of Hugging Face', () => {
  it('are the same with the prefix, with the old names of layer norms, and beside other tensors', async () => {
    const folder = await bertFolder();
    const path = join(folder, 'model.safetensors');
    const { spec } = readBertConfig(folder, await readFile(join(folder, 'config.json')));
    const plain = readBertWeights(folder, spec, await readFile(path));
    const { tensors } = decodeSafetensors(await readFile(path));
    const renamed = [...tensors].map(([name, tensor]): [string, SafeTensor] => [
      `bert.${name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')}`,
      tensor,
    ]);
    const extra = { shape: [2], data: new Float32Array(2) };
    const bytes = encodeSafetensors(new Map([...renamed, ['cls.predictions.bias', extra]]));
    expect(readBertWeights(folder, spec, bytes)).toEqual(plain);
  });

  it('may stand beside integers, as the position ids of older files', async () => {
    const folder = await bertFolder();
    const { spec } = readBertConfig(folder, await readFile(join(folder, 'config.json')));
    const bytes = withInt64(await readFile(join(folder, 'model.safetensors')), 'embeddings.position_ids', 4);
    expect(readBertWeights(folder, spec, bytes).size).toBe(5 + 2 * 16 + 2);
    expect(() => decodeSafetensors(bytes)).toThrow('dtype "I64"');
  });

  it.each(['F16', 'BF16'] as const)('are read from %s', async (dtype) => {
    const folder = await bertFolder();
    const { spec } = readBertConfig(folder, await readFile(join(folder, 'config.json')));
    const bytes = await readFile(join(folder, 'model.safetensors'));
    const exact = readBertWeights(folder, spec, bytes);
    const halves = readBertWeights(folder, spec, asHalves(bytes, dtype));
    const [unit, smallest] = dtype === 'F16' ? [2 ** -10, 2 ** -14] : [2 ** -7, 2 ** -126];
    for (const [name, { data }] of exact) {
      const found = halves.get(name)!.data;
      data.forEach((value, at) => {
        expect(Math.abs(found[at]! - value)).toBeLessThanOrEqual(unit * Math.abs(value) + smallest);
      });
    }
  });
});

describe('what cannot be loaded', () => {
  it('is named: missing files and places', async () => {
    const nowhere = join(await temporaryFolder(), 'nothing');
    await expect(open(nowhere)).rejects.toMatchObject({ code: 'IO_FAILED' });
    for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']) {
      const folder = await bertFolder();
      await rm(join(folder, name));
      await expect(open(folder)).rejects.toMatchObject({
        name: 'ChainzRuleError',
        message: expect.stringContaining(folder),
      });
    }
  });

  it('is named: another architecture, an activation or positions that are not BERT’s', async () => {
    const folder = await bertFolder();
    await changeConfig(folder, { model_type: 'roberta', architectures: ['RobertaModel'] });
    await expect(open(folder)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('roberta'),
    });
    await changeConfig(folder, { model_type: 'bert', hidden_act: 'relu' });
    await expect(open(folder)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('hidden_act'),
    });
    await changeConfig(folder, { hidden_act: 'gelu', num_attention_heads: 3 });
    await expect(open(folder)).rejects.toMatchObject({ code: 'INVALID_SPEC' });
    await changeConfig(folder, { num_attention_heads: 2, hidden_size: null });
    await expect(open(folder)).rejects.toMatchObject({ code: 'INVALID_MODEL_FILE' });
    await writeFile(join(folder, 'config.json'), '{');
    await expect(open(folder)).rejects.toMatchObject({ code: 'INVALID_MODEL_FILE' });
  });

  it('is named: tensors that are missing or of another size, a file cut short', async () => {
    const missing = await bertFolder();
    await changeTensors(missing, (tensors) => tensors.delete('encoder.layer.1.output.dense.bias'));
    await expect(open(missing)).rejects.toThrow('lacks encoder.layer.1.output.dense.bias');
    const misshapen = await bertFolder();
    await changeTensors(misshapen, (tensors) =>
      tensors.set('pooler.dense.bias', { shape: [3], data: new Float32Array(3) }),
    );
    await expect(open(misshapen)).rejects.toThrow(
      '"pooler.dense.bias" is [3] in model.safetensors, config.json asks for [16]',
    );
    const cut = await bertFolder();
    const path = join(cut, 'model.safetensors');
    const bytes = await readFile(path);
    for (const length of [0, 7, 200, bytes.length - 1]) {
      await writeFile(path, bytes.subarray(0, length));
      await expect(open(cut)).rejects.toMatchObject({ code: 'INVALID_MODEL_FILE' });
    }
  });

  it('is named: settings out of range', async () => {
    const encoder = await bertFolder();
    for (const wrong of [
      { epochs: 0 },
      { layerDecay: 1.5 },
      { learningRate: Number.NaN },
      { frozen: 4 },
      { maxTokens: 33 },
    ]) {
      const made = createFineTunedClassifier({ encoder, runtime, ...wrong });
      await expect(made).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(Object.keys(wrong)[0]!),
      });
    }
  });
});

describe('a model on a hub', () => {
  const { cacheDir, remoteHost } = env;
  afterEach(() => Object.assign(env, { cacheDir, remoteHost }));

  it('is fetched once and kept where transformers.js keeps its files; no network is an error that says so', async () => {
    const folder = await bertFolder();
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      const name = decodeURIComponent(request.url ?? '').replace('/some/bert/resolve/main/', '');
      asked.push(name);
      const bytes = await readFile(join(folder, name)).catch(() => undefined);
      response.writeHead(bytes === undefined ? 404 : 200, { 'content-length': String(bytes?.length ?? 0) }).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    env.remoteHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    env.cacheDir = await temporaryFolder();
    await open('some/bert');
    expect(asked).toContain('model.safetensors');
    await rename(join(folder, 'model.safetensors'), join(folder, 'elsewhere'));
    await open('some/bert');

    env.cacheDir = await temporaryFolder();
    await expect(open('some/bert')).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining('404'),
    });
    await new Promise((resolve) => server.close(resolve));
    env.cacheDir = await temporaryFolder();
    await expect(open('some/bert')).rejects.toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringContaining('network'),
    });
  });
});

/** A safetensors file with one more tensor, of 64-bit integers. */
function withInt64(bytes: Uint8Array, name: string, count: number): Uint8Array {
  const { header, data } = parts(bytes);
  header[name] = { dtype: 'I64', shape: [1, count], data_offsets: [data.length, data.length + 8 * count] };
  return assemble(header, Buffer.concat([data, new Uint8Array(8 * count)]));
}

/** The same file with every float32 cut to 16 bits. */
function asHalves(bytes: Uint8Array, dtype: 'F16' | 'BF16'): Uint8Array {
  const { header, data } = parts(bytes);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const halves = new DataView(new ArrayBuffer(data.length / 2));
  for (let at = 0; at < data.length; at += 4) {
    const bits = view.getUint32(at, true);
    halves.setUint16(at / 2, dtype === 'BF16' ? bits >>> 16 : half(bits), true);
  }
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') Object.assign(entry, { dtype, data_offsets: entry.data_offsets.map((at) => at / 2) });
  }
  return assemble(header, new Uint8Array(halves.buffer));
}

/** float16 by cutting the fraction; what is too small becomes 0. */
function half(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 255) - 112;
  if (exponent <= 0) return sign;
  return sign | (exponent << 10) | ((bits >>> 13) & 1023);
}

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>;

function parts(bytes: Uint8Array): { readonly header: Header; readonly data: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
  return { header, data: Uint8Array.from(bytes.subarray(8 + length)) };
}

function assemble(header: Header, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
