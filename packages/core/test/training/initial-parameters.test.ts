import { describe, expect, it } from 'vitest';
import { classProbabilities } from '../../src/fit/predictions.ts';
import { initialParameters } from '../../src/initial/index.ts';
import { Rng } from '../../src/random/rng.ts';
import type { ActivationSpec } from '../../src/spec/network.ts';
import { cubicNetwork } from '../support/networks.ts';

const network = (activation?: ActivationSpec) =>
  cubicNetwork(100, [400, 50], { type: 'categorical', classes: 3 }, { penalty: 'local', reduction: 'sum' }, activation);

const variance = (data: Float64Array): number => data.reduce((sum, value) => sum + value * value, 0) / data.length;

describe('initial parameters', () => {
  it('gives kernels the variance 1/fan-in, twice that under ReLU', () => {
    const cubic = initialParameters(network(), Rng.fromSeed(1));
    expect(variance(cubic['layers.0.kernel']!.data) * 100).toBeCloseTo(1, 1);
    expect(variance(cubic['layers.1.kernel']!.data) * 400).toBeCloseTo(1, 1);
    const relu = initialParameters(network({ type: 'relu' }), Rng.fromSeed(1));
    expect(variance(relu['layers.0.kernel']!.data) * 100).toBeCloseTo(2, 1);
    expect(variance(relu['head.kernel']!.data) * 50).toBeGreaterThan(0.7);
    expect(variance(relu['head.kernel']!.data) * 50).toBeLessThan(1.3);
    expect(relu['layers.0.bias']!.data.every((value) => value === 0)).toBe(true);
  });

  it('starts cubics at the identity with noise on a2 and a3', () => {
    const { data } = initialParameters(network(), Rng.fromSeed(1))['layers.0.coefficients']!;
    expect([...data.subarray(0, 400)].every((value) => value === 0)).toBe(true);
    expect([...data.subarray(400, 800)].every((value) => value === 1)).toBe(true);
    expect(Math.sqrt(variance(data.subarray(800)))).toBeCloseTo(0.01, 3);
  });

  it('starts hermite cubics with unit variance under a standard normal', () => {
    const parameters = initialParameters(network(), Rng.fromSeed(1), { coefficients: 'hermite', coefficientSd: 0.3 });
    const { data } = parameters['layers.0.coefficients']!;
    for (let unit = 0; unit < 400; unit++) {
      const [a0, a1, a2, a3] = [0, 1, 2, 3].map((power) => data[power * 400 + unit]!) as [
        number,
        number,
        number,
        number,
      ];
      // E[φ] = a0 + a2 and E[φ²] from the moments 1, 3, 15 of a standard normal.
      expect(a0 + a2).toBeCloseTo(0, 12);
      expect(a0 * a0 + a1 * a1 + 3 * a2 * a2 + 15 * a3 * a3 + 2 * a0 * a2 + 6 * a1 * a3).toBeCloseTo(1, 12);
    }
  });

  it('gives one coefficient vector where they are shared', () => {
    const { shape, data } = initialParameters(network({ type: 'cubic', coefficients: 'shared' }), Rng.fromSeed(1))[
      'layers.1.coefficients'
    ]!;
    expect([shape, data[0], data[1]]).toEqual([[4], 0, 1]);
  });

  it.each([2, 3, 5, 9])('starts %i ordered classes equally likely at a score of 0', (classes) => {
    const head = { type: 'ordinal', classes } as const;
    const ordinal = cubicNetwork(3, [4], head, { penalty: 'local', reduction: 'sum' });
    const { data } = initialParameters(ordinal, Rng.fromSeed(1))['head.bias']!;
    const probabilities = classProbabilities(head, { data, rows: 1, cols: classes - 1 }).data;
    for (const probability of probabilities) expect(probability).toBeCloseTo(1 / classes, 12);
  });

  it('draws each tensor from its own stream', () => {
    const wide = initialParameters(
      cubicNetwork(100, [400, 60], { type: 'binary' }, { penalty: 'local', reduction: 'sum' }),
      Rng.fromSeed(1),
    );
    expect(wide['layers.0.kernel']).toEqual(initialParameters(network(), Rng.fromSeed(1))['layers.0.kernel']);
    expect(initialParameters(network(), Rng.fromSeed(2))['layers.0.kernel']).not.toEqual(wide['layers.0.kernel']);
  });

  it('refuses noise that has no meaning', () => {
    expect(() => initialParameters(network(), Rng.fromSeed(1), { coefficientSd: Number.NaN })).toThrow(
      /coefficientSd is NaN; allowed: 0 ... 0.5/,
    );
  });
});
