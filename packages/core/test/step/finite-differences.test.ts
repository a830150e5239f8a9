import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contract/batch.ts';
import type { Parameters } from '../../src/contract/parameters.ts';
import { Rng } from '../../src/random/rng.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import type { NetworkSpec } from '../../src/spec/network.ts';
import { networkArbitrary } from '../support/network-arbitrary.ts';
import { cubicNetwork, randomBatch, randomParameters } from '../support/networks.ts';

const backend = createReferenceBackend();

/** Step of the central differences: the cube root of float64's unit roundoff, where truncation and rounding meet. */
const STEP = 2 ** -17;

async function lossOf(network: NetworkSpec, parameters: Parameters, batch: Batch, lambda: number): Promise<number> {
  await using program = await backend.compile(network, parameters);
  return (await program.evaluate(batch, lambda)).loss;
}

/** Compares each tensor's gradient with central differences along a random direction of ±1. */
async function checkGradients(
  network: NetworkSpec,
  seed: number,
  weighted: boolean,
  lambda: number,
  spread = 0.3,
): Promise<void> {
  const parameters = randomParameters(network, seed, spread);
  const batch = randomBatch(network, 5, seed + 1, weighted);
  await using program = await backend.compile(network, parameters);
  const { loss, gradients } = await program.evaluate(batch, lambda);
  const rng = Rng.fromSeed(seed + 2);
  for (const [name, { shape, data }] of Object.entries(parameters)) {
    const direction = Float64Array.from(data, () => (rng.integer(2) === 0 ? -1 : 1));
    const at = (sign: number): Promise<number> => {
      const moved = data.map((value, index) => value + sign * STEP * direction[index]!);
      return lossOf(network, { ...parameters, [name]: { shape, data: moved } }, batch, lambda);
    };
    const difference = ((await at(1)) - (await at(-1))) / (2 * STEP);
    const gradient = gradients[name]!.data;
    const slope = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
    const size = gradient.reduce((sum, value) => sum + Math.abs(value), Math.abs(loss));
    expect(
      Math.abs(slope - difference),
      `${name}: ${slope} by the closed form, ${difference} by differences`,
    ).toBeLessThan(1e-6 * size);
  }
}

describe('closed-form gradients agree with central differences', () => {
  it('on random networks of every activation, penalty, reduction and head', async () => {
    await fc.assert(
      fc.asyncProperty(networkArbitrary, fc.nat(1e6), fc.boolean(), fc.constantFrom(0, 0.05, 1), (...args) =>
        checkGradients(...args),
      ),
      { numRuns: 200, seed: 20 },
    );
  });

  it('of the deep accumulated penalty', async () => {
    for (const [seed, depth] of [3, 4, 5, 6].entries()) {
      const units = Array.from({ length: depth }, (_, layer) => 3 + (layer % 3));
      for (const reduction of ['sum', 'meanUnits'] as const) {
        const network = cubicNetwork(
          4,
          units,
          { type: 'categorical', classes: 3 },
          { penalty: 'accumulated', reduction },
        );
        await checkGradients(network, seed, seed % 2 === 0, 0.1, 0.05);
      }
    }
  });
});
