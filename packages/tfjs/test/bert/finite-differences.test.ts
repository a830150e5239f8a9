import { type EncoderStateV1, type EncoderTensors, Rng, type SafeTensor } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { createTfjsEncoder } from '../../src/bert/index.ts';
import { tinyBatch, tinyModel } from './tiny-encoder.ts';
import { ADAMW } from './training.ts';

/** Step of the differences; the formula of fourth order leaves an error of ε⁴ beside the rounding of the loss over ε. */
const EPSILON = 0.02;

/** Share of the gradient's norm that a difference may be off: the rounding of float32 losses over ε. */
const TOLERANCE = 2e-3;

const LAMBDAS = { network: 0.05, encoder: 0.002 };

describe.each(['cpu', 'wasm'] as const)('gradients of BERT on tfjs-%s by finite differences', async (device) => {
  const model = tinyModel(3);
  const encoder = await createTfjsEncoder({ device });
  const program = await encoder.compile(model, { optimizer: ADAMW, frozen: 0, penalty: 'local' });
  const batch = {
    ...tinyBatch(5, model.encoder, [7, 3, 5, 1]),
    weights: Float64Array.of(1, 0.5, 2, 1),
  };
  const start = await program.snapshot();
  const { gradients, ...losses } = await program.evaluate(batch, LAMBDAS);

  it('has a penalty on both parts, and a gradient for every tensor', () => {
    expect(losses.penalty).toBeGreaterThan(0.1);
    expect(losses.encoderPenalty).toBeGreaterThan(1);
    expect([...gradients.keys()].sort()).toEqual([...model.tensors.keys()].sort());
  });

  it.each([...model.tensors.keys()])('%s', async (name) => {
    const gradient = gradients.get(name)!;
    const norm = Math.hypot(...gradient.data);
    // Along the gradient, where the size shows, and along random directions, where the place of every element does.
    for (const direction of [
      unit(gradient.data),
      ...[1, 2].map((seed) => randomUnit(name, seed, gradient.data.length)),
    ]) {
      const expected = Float64Array.from(gradient.data).reduce(
        (sum, value, index) => sum + value * direction[index]!,
        0,
      );
      const at = async (steps: number): Promise<number> => {
        await program.restore(moved(start, name, direction, steps * EPSILON));
        return (await program.evaluate(batch, LAMBDAS)).loss;
      };
      const [a, b, c, d] = [await at(-2), await at(-1), await at(1), await at(2)];
      const difference = (8 * (c - b) - (d - a)) / (12 * EPSILON);
      expect(Math.abs(difference - expected)).toBeLessThanOrEqual(TOLERANCE * norm + 2e-5);
    }
  });
});

function moved(start: EncoderStateV1, name: string, direction: Float64Array, distance: number): EncoderStateV1 {
  const { shape, data } = start.tensors.get(name)!;
  const tensor: SafeTensor = { shape, data: Float64Array.from(data, (value, i) => value + distance * direction[i]!) };
  const tensors: EncoderTensors = new Map([...start.tensors, [name, tensor]]);
  return { ...start, tensors };
}

function unit(values: ArrayLike<number>): Float64Array {
  const data = Float64Array.from(values);
  const norm = Math.hypot(...data) || 1;
  return data.map((value) => value / norm);
}

function randomUnit(name: string, seed: number, length: number): Float64Array {
  const rng = Rng.fromSeed(seed).fork(name);
  return unit(Array.from({ length }, () => rng.normal()));
}
