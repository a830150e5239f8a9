import { FLOAT32, type GoldenVector } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { describe, expect, it } from 'vitest';
import { compareBackends } from '../src/index.ts';
import { emulation, FLOAT16 } from './support/emulation.ts';
import { mapTensors, withProgram } from './support/mutants.ts';

const options = { cases: 6, multiplyAdds: 1e4, seed: 4 };

describe('the agreement of backends', () => {
  it('is a figure for every pair, at most 1 where all are right', async () => {
    const backends = [
      createReferenceBackend(),
      emulation(FLOAT32, FLOAT32, 'pairwise'),
      emulation(FLOAT32, FLOAT32, 'reversed'),
    ];
    const { pairs, format } = await compareBackends(backends, options);
    expect(format).toBe('chainzrule/agreement@1');
    expect(pairs.map(({ a, b }) => `${a} ${b}`)).toEqual([
      'reference emulated-pairwise',
      'reference emulated-reversed',
      'emulated-pairwise emulated-reversed',
    ]);
    for (const { ratio, cases } of pairs) {
      expect(ratio).toBeGreaterThan(0);
      expect(ratio).toBeLessThanOrEqual(1);
      expect(cases).toBe(6);
    }
  }, 300_000);

  it('is above 1 where one of them computes in a coarser format than it says', async () => {
    const coarse = emulation(FLOAT16, FLOAT32, 'pairwise');
    const { pairs } = await compareBackends([createReferenceBackend(), coarse], options);
    expect(pairs[0]!.ratio).toBeGreaterThan(1);
    expect(pairs[0]!.worst.case).toMatch(/^generated\/4\//);
  }, 300_000);

  it('counts the sides of a kink as no disagreement, and anything beyond them as one', async () => {
    const orders = [emulation(FLOAT32, FLOAT32, 'sequential'), emulation(FLOAT32, FLOAT32, 'reversed')];
    const onKink = { vectors: [atTheKink], cases: 0 };
    const gradients = await Promise.all(
      orders.map(async (backend) => {
        const { network, parameters, batch } = atTheKink;
        await using program = await backend.compile(network, parameters);
        return (await program.evaluate(batch, 0)).gradients['layers.0.kernel']!.data[0]!;
      }),
    );
    expect(gradients[0]).toBe(0);
    expect(gradients[1]).not.toBe(0);
    expect((await compareBackends(orders, onKink)).pairs[0]!.ratio).toBeLessThanOrEqual(1);

    const wrong = withProgram('tilted', (program) => ({
      async evaluate(batch, lambda) {
        const e = await program.evaluate(batch, lambda);
        return { ...e, gradients: mapTensors(e.gradients, (_name, data) => data.map((v) => 1.01 * v)) };
      },
    }));
    expect((await compareBackends([orders[1]!, wrong], onKink)).pairs[0]!.ratio).toBeGreaterThan(1);
  });
});

/** 1 + 2⁻²⁴ + 2⁻²⁴ − 1: a ReLU that is off where it is added from the front, and on from the back. */
const atTheKink: GoldenVector = {
  name: 'at the kink',
  network: {
    format: 'chainzrule/network@1',
    inputs: 4,
    layers: [{ units: 1, activation: { type: 'relu' } }],
    head: { type: 'regression', outputs: 1 },
    dreg: { penalty: 'none', reduction: 'sum' },
  },
  parameters: {
    'layers.0.kernel': { shape: [4, 1], data: new Float64Array([1, 1, 1, 1]) },
    'layers.0.bias': { shape: [1], data: new Float64Array(1) },
    'head.kernel': { shape: [1, 1], data: new Float64Array([1]) },
    'head.bias': { shape: [1], data: new Float64Array(1) },
  },
  batch: {
    x: { rows: 1, cols: 4, data: new Float64Array([1, 2 ** -24, 2 ** -24, -1]) },
    y: { rows: 1, cols: 1, data: new Float64Array([1]) },
  },
  lambda: 0,
} as unknown as GoldenVector;
