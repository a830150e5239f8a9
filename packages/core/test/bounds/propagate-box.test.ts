import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cubicRange } from '../../src/bounds/cubic-range.ts';
import { fixedRange } from '../../src/bounds/fixed-range.ts';
import { type Box, boxOf, propagateBox } from '../../src/bounds/index.ts';
import { Rng } from '../../src/random/rng.ts';
import type { FixedActivation } from '../../src/spec/network.ts';
import { networkArbitrary } from '../support/network-arbitrary.ts';
import { cubicNetwork, randomParameters } from '../support/networks.ts';
import { passRow, unitAt } from './plain-network.ts';

const fixed = ['relu', 'tanh', 'gelu', 'silu', 'softplus', 'identity'] as const;
const infinity = Number.POSITIVE_INFINITY;

describe('the range of one unit', () => {
  it('is exact for a cubic: 1 + 2z − 3z² + z³ on [−1, 3] turns at 1 ± 1/√3', () => {
    const { lower, upper, slope } = cubicRange(1, 2, -3, 1, -1, 3);
    expect(lower).toBeCloseTo(-5, 12);
    expect(upper).toBeCloseTo(7, 12);
    expect(slope).toBeCloseTo(11, 12);
    const inside = cubicRange(1, 2, -3, 1, 0.2, 1.8);
    expect(inside.lower).toBeCloseTo(1 - 2 / Math.sqrt(27), 12);
    expect(inside.upper).toBeCloseTo(1 + 2 / Math.sqrt(27), 12);
    const middle = cubicRange(1, 2, -3, 1, 0.9, 1.1);
    expect(middle.slope, '|φ′(1)| = 1 at z = −a2 / (3 a3)').toBeCloseTo(1, 12);
  });

  it('is what a fine grid sees, from outside and nearly touching, for cubics of every scale', () => {
    const coefficient = fc.oneof(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.constantFrom(0, 1e-180, -1e-9, 1e9, -3e150),
    );
    const end = fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom(0, 1e-100, 1e-8, 1e5, -1e5));
    fc.assert(
      fc.property(fc.tuple(coefficient, coefficient, coefficient, coefficient), end, end, (a, p, q) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)];
        const range = cubicRange(...a, low, high);
        const coefficients = Float64Array.from(a);
        let [least, most, steepest, size] = [infinity, -infinity, 0, 0];
        for (let i = 0; i <= 2000; i++) {
          const z = i === 2000 ? high : Math.min(high, low + ((high - low) * i) / 2000);
          const { h, slope } = unitAt({ type: 'cubic', coefficients: 'shared' }, coefficients, 0, 1, z);
          least = Math.min(least, h);
          most = Math.max(most, h);
          steepest = Math.max(steepest, Math.abs(slope));
          size = Math.max(size, Math.abs(a[0]) + Math.abs(a[1] * z) + Math.abs(a[2] * z * z) + Math.abs(a[3] * z ** 3));
        }
        expect(range.lower).toBeLessThanOrEqual(least);
        expect(range.upper).toBeGreaterThanOrEqual(most);
        expect(range.slope).toBeGreaterThanOrEqual(steepest);
        const gap = 1e-5 * size + 1e-290;
        expect(least - range.lower).toBeLessThanOrEqual(gap);
        expect(range.upper - most).toBeLessThanOrEqual(gap);
      }),
      { seed: 5, numRuns: 400 },
    );
  });

  it.each(fixed)('holds and nearly touches φ and max |φ′| of %s', (type) => {
    const end = fc.double({ min: -8, max: 8, noNaN: true });
    fc.assert(
      fc.property(end, end, (p, q) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)];
        const range = fixedRange(type, low, high);
        let [least, most, steepest] = [infinity, -infinity, 0];
        for (let i = 0; i <= 2000; i++) {
          const z = i === 2000 ? high : Math.min(high, low + ((high - low) * i) / 2000);
          const { h, slope } = unitAt({ type }, undefined, 0, 1, z);
          expect(range.lower <= h && h <= range.upper).toBe(true);
          least = Math.min(least, h);
          most = Math.max(most, h);
          steepest = Math.max(steepest, Math.abs(slope));
        }
        // 1 − tanh² and σ as the test writes them round by an epsilon.
        expect(range.slope).toBeGreaterThanOrEqual(steepest - 1e-15);
        expect(range.slope - steepest).toBeLessThanOrEqual(2e-5);
        expect(least - range.lower + (range.upper - most)).toBeLessThanOrEqual(2e-5);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('gives limits, never NaN, on infinite intervals', () => {
    const everywhere = (type: FixedActivation['type']) => fixedRange(type, -infinity, infinity);
    expect(everywhere('tanh')).toMatchObject({ lower: -1, upper: 1, slope: 1 });
    expect(everywhere('gelu').slope).toBeCloseTo(1.128904145185155, 8);
    expect(everywhere('silu').slope).toBeCloseTo(1.099839320128867, 8);
    expect(everywhere('gelu').lower).toBeCloseTo(-0.16997120747990366, 8);
    expect(everywhere('silu').lower).toBeCloseTo(-0.27846454276107374, 8);
    for (const type of ['relu', 'gelu', 'silu', 'softplus', 'identity'] as const) {
      expect(everywhere(type).upper).toBe(infinity);
      expect(everywhere(type).slope).toBeLessThan(1.13);
    }
    expect(fixedRange('relu', -3, 0)).toMatchObject({ upper: 0, slope: 0, constantSlope: 0 });
    expect(cubicRange(0, 1, 0, 1e-9, -infinity, infinity)).toMatchObject({
      lower: -infinity,
      upper: infinity,
      slope: infinity,
    });
    expect(cubicRange(0, -2, 0, 0, -infinity, infinity)).toMatchObject({ slope: 2, constantSlope: -2 });
  });
});

describe('propagateBox', () => {
  it('holds every z, φ′, h and logit of points in the box, for networks of every kind', () => {
    fc.assert(
      fc.property(networkArbitrary, fc.nat(1e6), fc.constantFrom(0, 0.1, 2), (network, seed, width) => {
        const parameters = randomParameters(network, seed);
        const rng = Rng.fromSeed(seed + 1);
        const lower = Float64Array.from({ length: network.inputs }, () => 2 * rng.normal());
        const upper = lower.map((low) => low + width * rng.uniform());
        const range = propagateBox(network, parameters, { lower, upper });
        for (let sample = 0; sample < 20; sample++) {
          const x = lower.map((low, i) => {
            const t = sample % 2 ? rng.integer(2) : rng.uniform();
            return Math.min(upper[i]!, low + t * (upper[i]! - low));
          });
          const pass = passRow(network, parameters, x);
          pass.layers.forEach(({ z, h, slope }, layer) => {
            const bounds = range.layers[layer]!;
            z.forEach((value, i) => {
              expect(value >= bounds.z.lower[i]! && value <= bounds.z.upper[i]!, `z ${value}`).toBe(true);
              expect(h[i]! >= bounds.h.lower[i]! && h[i]! <= bounds.h.upper[i]!, `h ${h[i]}`).toBe(true);
              expect(Math.abs(slope[i]!)).toBeLessThanOrEqual(bounds.slope[i]! * (1 + 1e-14) + 1e-15);
            });
          });
          pass.logits.forEach((logit, k) => {
            expect(logit >= range.logits.lower[k]! && logit <= range.logits.upper[k]!, `logit ${logit}`).toBe(true);
          });
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('overflows to infinite ends, never NaN', () => {
    const network = cubicNetwork(2, [3, 3, 3, 3, 3, 3, 3], { type: 'binary' }, { penalty: 'none', reduction: 'sum' });
    const box = { lower: Float64Array.of(-1e6, -infinity), upper: Float64Array.of(1e6, infinity) };
    const { layers, logits } = propagateBox(network, randomParameters(network, 1, 2), box);
    const ends = [...layers.flatMap(({ z, h, slope }) => [z.lower, z.upper, h.lower, h.upper, slope]), logits.lower];
    for (const values of ends) expect(values.some(Number.isNaN)).toBe(false);
    expect([logits.lower[0], logits.upper[0]]).toEqual([-infinity, infinity]);
  });

  it('refuses boxes that are none', () => {
    const network = cubicNetwork(2, [2], { type: 'binary' }, { penalty: 'none', reduction: 'sum' });
    const parameters = randomParameters(network, 1);
    const given = (lower: unknown, upper: unknown) => () => propagateBox(network, parameters, { lower, upper } as Box);
    const f = (...values: number[]): Float64Array => Float64Array.from(values);
    expect(given(f(0), f(1))).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
    expect(given(f(0, 2), f(1, 1))).toThrow('column 1 is [2, 1]');
    expect(given(f(0, Number.NaN), f(1, 1))).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(given([0, 0], [1, 1])).toThrow('boxOf(x) makes one');
    expect(() => propagateBox(network, {}, { lower: f(0, 0), upper: f(1, 1) })).toThrow('missing: layers.0.kernel');
  });
});

describe('boxOf', () => {
  const x = { data: Float64Array.of(1, -2, 3, 4, 0, 9), rows: 3, cols: 2 };

  it('is the smallest box around the rows, or wider by a margin', () => {
    expect(boxOf(x)).toEqual({ lower: Float64Array.of(0, -2), upper: Float64Array.of(3, 9) });
    expect(boxOf(x, 0.5)).toEqual({ lower: Float64Array.of(-0.5, -2.5), upper: Float64Array.of(3.5, 9.5) });
  });

  it('refuses no rows, NaN and negative margins', () => {
    expect(() => boxOf({ data: new Float64Array(0), rows: 0, cols: 2 })).toThrow('no rows');
    expect(() => boxOf({ ...x, data: x.data.fill(Number.NaN) })).toThrow(
      expect.objectContaining({ code: 'NON_FINITE_INPUT' }),
    );
    expect(() => boxOf({ data: Float64Array.of(1), rows: 1, cols: 1 }, -1)).toThrow('margin is -1');
  });
});
