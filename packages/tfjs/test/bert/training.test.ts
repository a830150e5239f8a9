import { type EncoderTensors, FLOAT32, type LabelledTokens } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createTfjsEncoder } from '../../src/bert/index.ts';
import { TINY, tinyBatch, tinyModel } from './tiny-encoder.ts';
import { ADAMW } from './training.ts';

const LAMBDAS = { network: 0.02, encoder: 1e-4 };
const RATES = [1e-3, 2e-3, 3e-3, 4e-3];

describe.each(['cpu', 'wasm'] as const)('training BERT on tfjs-%s', async (device) => {
  const encoder = await createTfjsEncoder({ device });
  const training = { optimizer: ADAMW, frozen: 0, penalty: 'local' } as const;

  it('keeps as many tensors after many steps as after one, and none after disposal', async () => {
    const before = tf.memory().numTensors;
    const program = await encoder.compile(tinyModel(1), training);
    const batches = [tinyBatch(1, TINY, [4, 2]), tinyBatch(2, TINY, [7, 3, 1])];
    await program.trainStep(batches, LAMBDAS, RATES);
    const after = tf.memory().numTensors;
    for (let step = 0; step < 20; step++) await program.trainStep(batches, LAMBDAS, RATES);
    await program.forward(batches[0]!);
    await program.encode(batches[0]!);
    await program.evaluate(batches[0]!, LAMBDAS);
    await program.restore(await program.snapshot());
    expect(tf.memory().numTensors).toBe(after);
    await program[Symbol.asyncDispose]();
    expect(tf.memory().numTensors).toBe(before);
    await expect(program.forward(batches[0]!)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('takes the same step in small batches as in one large one, whatever the padding', async () => {
    const lengths = [3, 3, 6, 6, 6, 2];
    const whole: LabelledTokens = { ...tinyBatch(4, TINY, lengths), weights: Float64Array.of(1, 2, 0.5, 1, 3, 1) };
    // The penalty on tokens is a mean within each batch, so it is left out where batches differ in tokens.
    const lambdas = { network: 0.02, encoder: 0 };
    const results: EncoderTensors[] = [];
    const norms: number[] = [];
    for (const batches of [[whole], [part(whole, 0, 2, 3), part(whole, 2, 5, 10), part(whole, 5, 6, 8)]]) {
      await using program = await encoder.compile(tinyModel(2), training);
      norms.push((await program.trainStep(batches, lambdas, RATES)).gradientNorm);
      results.push((await program.snapshot()).first);
    }
    expect(Math.abs(norms[0]! / norms[1]! - 1)).toBeLessThan(1e-5);
    for (const [name, { data }] of results[0]!) expectNear(results[1]!.get(name)!.data, data, 1e-4);
  });

  it('leaves frozen depths as they were, and gives what is above them the gradient they had', async () => {
    const model = tinyModel(3);
    const batch = tinyBatch(6, TINY, [5, 4]);
    await using free = await encoder.compile(model, { ...training, penalty: 'none' });
    await using program = await encoder.compile(model, { ...training, penalty: 'none', frozen: 2 });
    const all = await free.evaluate(batch, LAMBDAS);
    const some = await program.evaluate(batch, LAMBDAS);
    expect(some.gradients.size).toBeLessThan(all.gradients.size);
    for (const [name, { data }] of some.gradients) expect(data).toEqual(all.gradients.get(name)!.data);
    const frozen = (name: string): boolean => /^embeddings|^encoder\.layer\.0/.test(name);
    expect([...all.gradients.keys()].filter((name) => !some.gradients.has(name)).every(frozen)).toBe(true);

    await program.trainStep([batch], LAMBDAS, RATES);
    const { tensors } = await program.snapshot();
    for (const [name, { data }] of model.tensors) {
      if (frozen(name)) expect(tensors.get(name)!.data).toEqual(data);
      else expect(tensors.get(name)!.data).not.toEqual(Float32Array.from(data));
    }
  });

  it('moves every depth by its own rate, and decays what decays', async () => {
    const model = tinyModel(4);
    const batch = tinyBatch(8, TINY, [6, 6, 6]);
    await using program = await encoder.compile(model, training);
    const { gradients } = await program.evaluate(batch, LAMBDAS);
    await program.trainStep([batch], LAMBDAS, RATES);
    const { tensors } = await program.snapshot();
    const step = (name: string, at: number): number =>
      tensors.get(name)!.data[at]! - model.tensors.get(name)!.data[at]!;
    // The first step of Adam is the rate itself in the gradient's direction, plus the decay of kernels.
    for (const [name, rate, decays] of [
      ['embeddings.LayerNorm.weight', 1e-3, false],
      ['encoder.layer.0.output.dense.weight', 2e-3, true],
      ['encoder.layer.1.intermediate.dense.bias', 3e-3, false],
      ['pooler.dense.weight', 4e-3, true],
      ['layers.0.kernel', 4e-3, true],
    ] as const) {
      const { data } = gradients.get(name)!;
      const at = Float64Array.from(data).reduce(
        (best, value, index) => (Math.abs(value) > Math.abs(data[best]!) ? index : best),
        0,
      );
      const decay = decays ? rate * ADAMW.weightDecay * model.tensors.get(name)!.data[at]! : 0;
      expect(step(name, at)).toBeCloseTo(-rate * Math.sign(data[at]!) - decay, 6);
    }
  });

  it('says what is wrong with tokens, rates, targets and tensors', async () => {
    const model = tinyModel(5);
    await using program = await encoder.compile(model, training);
    const batch = tinyBatch(9, TINY, [4, 2]);
    const wrong: readonly [LabelledTokens, string, string][] = [
      [{ ...batch, ids: batch.ids.with(3, 30) }, 'INVALID_ARGUMENT', 'token id 30'],
      [{ ...batch, lengths: Int32Array.of(4, 0) }, 'INVALID_ARGUMENT', 'row 1 has 0 tokens'],
      [tinyBatch(9, TINY, [11]), 'INVALID_ARGUMENT', 'the encoder takes 10'],
      [{ ...batch, y: Float64Array.of(0, 3) }, 'INVALID_ARGUMENT', 'class indices'],
      [{ ...batch, rows: 3 }, 'SHAPE_MISMATCH', 'rows · length'],
    ];
    for (const [tokens, code, text] of wrong) {
      const failed = program.trainStep([tokens], LAMBDAS, RATES);
      await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    }
    await expect(program.trainStep([batch], LAMBDAS, [1])).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    const tensors = new Map(model.tensors);
    tensors.delete('pooler.dense.bias');
    await expect(encoder.compile({ ...model, tensors }, training)).rejects.toThrow(
      'missing the tensor pooler.dense.bias',
    );
    await expect(encoder.compile(model, { ...training, frozen: 4 })).rejects.toThrow('frozen is 4');
  });

  it('refuses a step whose gradient is no number, and keeps its state', async () => {
    const model = tinyModel(6);
    const tensors = new Map(model.tensors);
    const { shape, data } = tensors.get('head.kernel')!;
    tensors.set('head.kernel', { shape, data: data.map(() => 1e30) });
    await using program = await encoder.compile({ ...model, tensors }, { ...training, penalty: 'none' });
    const before = await program.snapshot();
    const batch = { ...tinyBatch(3, TINY, [5, 2]), weights: Float64Array.of(1, FLOAT32.largestFinite * 10) };
    await expect(program.trainStep([batch], LAMBDAS, RATES)).rejects.toMatchObject({ code: 'DIVERGED' });
    expect(await program.snapshot()).toEqual(before);
  });
});

/** Some rows of a batch, padded to another length. */
function part(batch: LabelledTokens, from: number, to: number, length: number): LabelledTokens {
  const rows = to - from;
  const ids = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const start = (from + row) * batch.length;
    ids.set(batch.ids.subarray(start, start + batch.lengths[from + row]!), row * length);
  }
  return {
    ids,
    lengths: batch.lengths.slice(from, to),
    rows,
    length,
    y: (batch.y as Float64Array).slice(from, to),
    weights: batch.weights!.slice(from, to),
  };
}

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, relative: number): void {
  const scale = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(relative * scale + 1e-8);
}
