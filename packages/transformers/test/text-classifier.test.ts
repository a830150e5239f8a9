import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChainzRuleClassifier, decodeModel, encodeModel } from '@chainzrule/core';
import { createOnnxBackend } from '@chainzrule/onnx';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createEncoder,
  createTextClassifier,
  loadTextClassifier,
  type SentenceEncoder,
  type TextClassifier,
  type TextWarning,
} from '../src/index.ts';
import { testFolder } from './support/folders.ts';
import { tinyBert, writeTinyBert } from './support/tiny-bert.ts';
import { writeTokenTable } from './support/token-table.ts';
import { toyLanguage } from './support/toy-language.ts';

const folder = testFolder();
const bert = join(folder, 'bert');
const table = join(folder, 'table');
const train = toyLanguage(240, 1);
const test = toyLanguage(60, 2);
const head = { layers: [16], seed: 3, epochs: 100, learningRate: 0.01, lambda: 1e-4, inputNoise: 0 } as const;
let model: TextClassifier;
beforeAll(async () => {
  await writeTinyBert(bert);
  writeTokenTable(table);
  model = await createTextClassifier({ encoder: bert, head });
  await model.fit(train.texts, train.labels);
});
afterAll(() => model[Symbol.asyncDispose]());

const share = (found: readonly unknown[], truth: readonly unknown[]): number =>
  found.filter((label, i) => label === truth[i]).length / truth.length;

describe('a classifier of texts', () => {
  it('learns a toy language from a network’s embeddings, and reads it in sentences it has not seen', async () => {
    expect(model.classes).toEqual(['bad', 'dull', 'fine', 'good']);
    expect(share(await model.predict(test.texts), test.labels)).toBeGreaterThan(0.9);
  });

  it('gives probabilities whose largest is the class, and the same one text at a time', async () => {
    const probabilities = await model.predictProba(test.texts);
    const labels = await model.predict(test.texts);
    expect(probabilities).toMatchObject({ rows: 60, cols: 4 });
    let row = 0;
    for await (const { label, probabilities: own } of model.predictEach(test.texts)) {
      expect(label).toBe(labels[row]);
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      expect(model.classes[own.indexOf(Math.max(...own))]).toBe(label);
      own.forEach((p, k) => {
        expect(p).toBeCloseTo(probabilities.data[row * 4 + k]!, 6);
      });
      row++;
    }
    expect(row).toBe(60);
  });

  it('is a head of the core on the encoder’s vectors: the same numbers as by hand', async () => {
    const { vectors } = await model.encoder.encode(train.texts.slice(0, 40));
    const byHand = new ChainzRuleClassifier(head);
    const rows = Array.from({ length: 40 }, (_, r) => [...vectors.subarray(16 * r, 16 * r + 16)]);
    await byHand.fit(rows, train.labels.slice(0, 40));
    const own = await createTextClassifier({ encoder: model.encoder, head, batchSize: 40 });
    await own.fit(train.texts.slice(0, 40), train.labels.slice(0, 40));
    expect(own.history.at(-1)!.loss).toBeCloseTo(byHand.history.at(-1)!.loss, 3);
  });

  it('gives tail ratios without labels', async () => {
    const { layer, input } = await model.tailRatio(test.texts);
    expect(layer.ratio).toBeGreaterThanOrEqual(1);
    expect(input.ratio).toBeGreaterThanOrEqual(1);
    expect(layer.count).toBe(60);
  });

  it('trains on any backend, here ONNX Runtime, and from a table of token vectors', async () => {
    const backend = await createOnnxBackend({ runtime: 'node' });
    await using own = await createTextClassifier({ encoder: table, head, backend });
    await own.fit(train.texts, train.labels, { validation: { texts: test.texts, labels: test.labels } });
    expect(own.history.at(-1)!.validation).toBeLessThan(0.5);
    expect(share(await own.predict(test.texts), test.labels)).toBeGreaterThan(0.9);
  });

  it('takes ordered classes', async () => {
    await using own = await createTextClassifier({ encoder: table, head: { ...head, epochs: 80 }, ordinal: true });
    await own.fit(train.texts, train.grades);
    expect(own.classes).toEqual([1, 2, 3, 4]);
    const found = await own.predict(test.texts);
    const distance = found.reduce((sum: number, grade, i) => sum + Math.abs((grade as number) - test.grades[i]!), 0);
    expect(distance / found.length).toBeLessThan(0.3);
  });

  it('reports progress, and stops where it is told to', async () => {
    const seen: number[] = [];
    await model.predict(test.texts, { onProgress: ({ done }) => seen.push(done) });
    expect(seen.at(-1)).toBe(60);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await expect(model.predict(test.texts, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('keeps embeddings where it is given a folder', async () => {
    const cache = join(folder, 'cache');
    let asked = 0;
    const encoder: SentenceEncoder = {
      ...model.encoder,
      encode: (texts) => {
        asked += texts.length;
        return model.encoder.encode(texts);
      },
    };
    const run = async (): Promise<unknown> => {
      const own = await createTextClassifier({ encoder, head: { ...head, epochs: 2 }, cache });
      await own.fit(train.texts, train.labels);
      return await own.predict(train.texts);
    };
    const first = await run();
    const once = asked;
    expect(once).toBe(new Set(train.texts).size);
    expect(await run()).toEqual(first);
    expect(asked).toBe(once);
  });
});

describe('a saved classifier', () => {
  it('comes back with its encoder, and predicts the same', async () => {
    const bytes = await model.save();
    await using again = await loadTextClassifier(bytes);
    expect(await again.predict(test.texts)).toEqual(await model.predict(test.texts));
    expect(again.encoder.identity).toEqual(model.encoder.identity);
    expect(await again.save()).toEqual(bytes);
  });

  it('keeps pooling, limit and order of classes', async () => {
    await using own = await createTextClassifier({ encoder: bert, pooling: 'cls', maxTokens: 7, head, ordinal: true });
    await own.fit(train.texts, train.grades);
    await using again = await loadTextClassifier(await own.save());
    expect(again.encoder).toMatchObject({ maxTokens: 7, identity: { pooling: 'cls' } });
    expect(await again.predict(test.texts)).toEqual(await own.predict(test.texts));
  });

  it('finds its encoder where it has moved to, and refuses another one', async () => {
    const bytes = await model.save();
    const moved = join(folder, 'moved');
    await writeTinyBert(moved);
    await using again = await loadTextClassifier(bytes, { encoder: moved });
    expect(await again.predict(['the film is great'])).toEqual(await model.predict(['the film is great']));
    const other = join(folder, 'other');
    await writeTinyBert(other, tinyBert({ seed: 2 }));
    await expect(loadTextClassifier(bytes, { encoder: other })).rejects.toMatchObject({
      code: 'INVALID_MODEL_FILE',
      message: expect.stringContaining('sha256'),
    });
    await expect(loadTextClassifier(bytes, { encoder: table })).rejects.toMatchObject({ code: 'INVALID_MODEL_FILE' });
  });

  it('is refused where it is none, or one without an encoder', async () => {
    const plain = new ChainzRuleClassifier({ layers: [], epochs: 2 });
    await plain.fit([[0], [1]], ['a', 'b']);
    await expect(loadTextClassifier(plain.save())).rejects.toMatchObject({
      code: 'INVALID_MODEL_FILE',
      message: expect.stringContaining('names no encoder'),
    });
    await expect(loadTextClassifier((await model.save()).subarray(0, 500))).rejects.toMatchObject({
      code: 'INVALID_MODEL_FILE',
    });
    const saved = decodeModel(await model.save());
    const later = { ...saved, training: { ...saved.training, text: { format: 'chainzrule/text@2' } } };
    await expect(loadTextClassifier(encodeModel(later))).rejects.toThrow(/chainzrule\/text@2, this version reads/);
    const damaged = { ...saved, training: { ...saved.training, text: { format: 'chainzrule/text@1', encoder: 7 } } };
    await expect(loadTextClassifier(encodeModel(damaged))).rejects.toThrow(/damaged/);
  });
});

describe('warnings', () => {
  it('say that an encoder gives other vectors than on the day of training', async () => {
    const bytes = await model.save();
    const { encoder } = model;
    // A device that computes a little wrongly, as some have.
    const drifted = (factor: number): SentenceEncoder => ({
      ...encoder,
      device: 'webgpu',
      encode: async (texts) => {
        const { vectors, tokens } = await encoder.encode(texts);
        return { tokens, vectors: vectors.map((value, i) => (i % 3 === 0 ? value * factor : value)) };
      },
    });
    const warnings: TextWarning[] = [];
    const onWarning = (warning: TextWarning): void => void warnings.push(warning);
    await loadTextClassifier(bytes, { encoder: drifted(1 + 1e-5), onWarning });
    expect(warnings).toEqual([]);
    await loadTextClassifier(bytes, { encoder: drifted(1.05), onWarning });
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'ENCODER_DEVIATES', details: expect.objectContaining({ device: 'webgpu' }) }),
    ]);
    expect(warnings[0]!.message).toMatch(/on webgpu gives vectors that deviate by \d\.?\d* % .*day of training/);
    await loadTextClassifier(bytes, { encoder: drifted(Number.NaN), onWarning });
    expect(warnings[1]!.message).toContain('any measure');
  });

  it('say how many texts were cut', async () => {
    const warnings: TextWarning[] = [];
    const own = await createTextClassifier({
      encoder: model.encoder,
      head: { ...head, epochs: 1 },
      onWarning: (warning) => warnings.push(warning),
    });
    const long = 'the film '.repeat(40);
    await own.fit([...train.texts, long], [...train.labels, 'bad']);
    expect(warnings).toEqual([
      expect.objectContaining({
        code: 'TEXTS_CUT',
        details: expect.objectContaining({ cut: 1, texts: 241, maxTokens: 32 }),
      }),
    ]);
    await own.predict([long, 'good', long]);
    expect(warnings[1]).toMatchObject({ code: 'TEXTS_CUT', details: { cut: 2 } });
  });

  it('become Node’s warning event where nobody takes them, and are never written to the console', async () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await model.predict(['the film '.repeat(40)]);
    expect(emitted).toHaveBeenCalledWith(expect.stringContaining('32 tokens'), {
      type: 'ChainzRuleWarning',
      code: 'TEXTS_CUT',
    });
    emitted.mockRestore();
  });
});

describe('texts and labels that do not fit', () => {
  it.each([
    ['no texts at all', [], [], 'INVALID_DATA'],
    ['fewer labels than texts', ['good', 'bad'], ['a'], 'SHAPE_MISMATCH'],
    ['one class', ['good', 'bad'], ['a', 'a'], 'INVALID_DATA'],
    ['a text that is none', ['good', 7 as unknown as string], ['a', 'b'], 'INVALID_DATA'],
    ['a text in place of texts', 'good' as unknown as string[], ['a'], 'INVALID_DATA'],
  ])('are refused: %s', async (_, texts, labels, code) => {
    const own = await createTextClassifier({ encoder: model.encoder, head });
    await expect(own.fit(texts, labels)).rejects.toMatchObject({ code });
  });

  it('names a label that training did not see', async () => {
    const own = await createTextClassifier({ encoder: model.encoder, head });
    const validation = { texts: ['the film is good'], labels: ['splendid'] };
    await expect(own.fit(train.texts, train.labels, { validation })).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringMatching(/"splendid", which training did not see; known: "bad", "dull"/),
    });
  });

  it('has a class for an empty text too', async () => {
    expect(model.classes).toContain((await model.predict(['']))[0]);
  });

  it('needs a fit first, and settings that can be', async () => {
    const own = await createTextClassifier({ encoder: model.encoder });
    await expect(own.predict(['good'])).rejects.toMatchObject({ code: 'NOT_FITTED' });
    await expect(own.save()).rejects.toMatchObject({ code: 'NOT_FITTED' });
    await expect(createTextClassifier({ encoder: bert, head: { layers: [-1] } })).rejects.toMatchObject({
      code: 'INVALID_SPEC',
    });
    await expect(createTextClassifier({ encoder: model.encoder, dtype: 'fp16' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

it('says that a model file was damaged on the disk', async () => {
  const path = join(folder, 'model.safetensors');
  const bytes = await model.save();
  writeFileSync(path, bytes.subarray(0, bytes.length - 9));
  await expect(loadTextClassifier(readFileSync(path))).rejects.toMatchObject({
    code: 'INVALID_MODEL_FILE',
    message: expect.stringContaining('cut short'),
  });
  expect((await createEncoder(bert)).dimensions).toBe(16);
});
