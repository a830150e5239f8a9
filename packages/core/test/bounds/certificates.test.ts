import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certifiedRadius, lipschitzBound } from '../../src/bounds/index.ts';
import type { Matrix } from '../../src/contract/matrix.ts';
import type { Parameters } from '../../src/contract/parameters.ts';
import { Rng } from '../../src/random/rng.ts';
import type { ActivationSpec, HeadSpec, NetworkSpec } from '../../src/spec/network.ts';
import { cubicNetwork, randomParameters } from '../support/networks.ts';
import { outputs, passRow } from './plain-network.ts';

const dreg = { penalty: 'none', reduction: 'sum' } as const;
const infinity = Number.POSITIVE_INFINITY;
const activations: readonly ActivationSpec[] = [
  { type: 'cubic', coefficients: 'perUnit' },
  { type: 'cubic', coefficients: 'shared' },
  ...(['relu', 'tanh', 'gelu', 'silu', 'softplus', 'identity'] as const).map((type) => ({ type })),
];
const heads: readonly HeadSpec[] = [
  { type: 'binary' },
  { type: 'categorical', classes: 2 },
  { type: 'categorical', classes: 4 },
  { type: 'ordinal', classes: 4 },
];
const cube = (size: number, half: number) => ({
  lower: new Float64Array(size).fill(-half),
  upper: new Float64Array(size).fill(half),
});
const caseOf = (heads: readonly HeadSpec[]) =>
  fc.record({
    activation: fc.constantFrom(...activations),
    units: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    head: fc.constantFrom(...heads),
    seed: fc.nat(1e6),
    half: fc.constantFrom(0.05, 0.5, 2),
  });

function classOf(network: NetworkSpec, logits: readonly number[]): number {
  if (network.head.type === 'categorical') return logits.indexOf(Math.max(...logits));
  return logits.filter((logit) => logit > 0).length;
}

function logitsOf(network: NetworkSpec, parameters: Parameters, x: Matrix): Matrix {
  const rows = Array.from(
    { length: x.rows },
    (_, row) => passRow(network, parameters, x.data.subarray(row * x.cols, (row + 1) * x.cols)).logits,
  );
  return { data: Float64Array.from(rows.flat()), rows: x.rows, cols: rows[0]!.length };
}

/** A deterministic matrix whose norms were computed with numpy. */
function waves(rows: number, cols: number, scale = 1): { shape: number[]; data: Float64Array } {
  const at = (i: number, j: number): number => scale * Math.sin(1 + 3 * i + 7 * j + 0.1 * i * j);
  return {
    shape: [rows, cols],
    data: Float64Array.from({ length: rows * cols }, (_, k) => at(Math.floor(k / cols), k % cols)),
  };
}

const linear = cubicNetwork(5, [4, 3], { type: 'categorical', classes: 2 }, dreg, { type: 'identity' });
const linearParameters: Parameters = {
  'layers.0.kernel': waves(5, 4),
  'layers.0.bias': { shape: [4], data: new Float64Array(4) },
  'layers.1.kernel': waves(4, 3, 0.5),
  'layers.1.bias': { shape: [3], data: new Float64Array(3) },
  'head.kernel': waves(3, 2),
  'head.bias': { shape: [2], data: new Float64Array(2) },
};

describe('lipschitzBound', () => {
  it('is never exceeded between points of the box', () => {
    fc.assert(
      fc.property(caseOf([...heads, { type: 'regression', outputs: 3 }]), ({ activation, units, head, seed, half }) => {
        const network = cubicNetwork(3, units, head, dreg, activation);
        const parameters = randomParameters(network, seed);
        const { bound, perLayer } = lipschitzBound(network, parameters, cube(3, half));
        expect(perLayer.length).toBe(units.length + 1);
        expect(bound).toBeLessThanOrEqual(perLayer.reduce((a, b) => a * b) * (1 + 1e-12));
        const rng = Rng.fromSeed(seed);
        const point = () => Float64Array.from({ length: 3 }, () => half * (2 * rng.uniform() - 1));
        for (let pair = 0; pair < 30; pair++) {
          const from = point();
          const to = pair % 2 ? point() : from.map((v) => Math.max(-half, Math.min(half, v + 1e-3 * rng.normal())));
          const [a, b] = [from, to].map((x) => outputs(network, passRow(network, parameters, x).logits)) as [
            number[],
            number[],
          ];
          const moved = Math.hypot(...a.map((value, k) => value - b[k]!));
          const distance = Math.hypot(...from.map((value, i) => value - to[i]!));
          expect(moved).toBeLessThanOrEqual(bound * distance + 1e-12);
        }
      }),
      { seed: 13, numRuns: 400 },
    );
  });

  it('is within 1 % of ‖A B C‖₂ of a linear network, in all of space', () => {
    const { bound, perLayer } = lipschitzBound(linear, linearParameters, cube(5, infinity));
    const truth = 0.1727588984504291;
    expect(bound).toBeGreaterThanOrEqual(truth * (1 - 1e-13));
    expect(bound).toBeLessThanOrEqual(truth * 1.01);
    expect(perLayer.reduce((a, b) => a * b)).toBeCloseTo(8.786617054260633, 1);
  });

  it('is that of the product matrix too where ReLU is always on, or a cubic is a line', () => {
    const on = {
      ...linear,
      layers: linear.layers.map((layer) => ({ ...layer, activation: { type: 'relu' } as const })),
    };
    const lifted = (size: number) => ({ shape: [size], data: new Float64Array(size).fill(200) });
    const biased = {
      ...linearParameters,
      'layers.0.bias': lifted(4),
      'layers.1.bias': { shape: [3], data: new Float64Array(3).fill(1e4) },
    };
    expect(lipschitzBound(on, biased, cube(5, 1)).bound).toBeLessThanOrEqual(0.1727588984504291 * 1.01);
    const line = { shape: [4], data: Float64Array.of(0.5, -2, 0, 0) };
    const lines = {
      ...linear,
      layers: linear.layers.map(({ units }) => ({
        units,
        activation: { type: 'cubic', coefficients: 'shared' } as const,
      })),
    };
    const sloped = { ...linearParameters, 'layers.0.coefficients': line, 'layers.1.coefficients': line };
    const { bound } = lipschitzBound(lines, sloped, cube(5, 1));
    expect(bound).toBeGreaterThanOrEqual(4 * 0.1727588984504291 * (1 - 1e-13));
    expect(bound).toBeLessThanOrEqual(4 * 0.1727588984504291 * 1.01);
  });

  it('is finite in all of space for bounded slopes, and Infinity, not NaN, where it overflows', () => {
    for (const activation of activations) {
      const network = cubicNetwork(2, [3, 3], { type: 'binary' }, dreg, activation);
      const { bound } = lipschitzBound(network, randomParameters(network, 4), cube(2, infinity));
      expect(bound === infinity, activation.type).toBe(activation.type === 'cubic');
      expect(Number.isNaN(bound)).toBe(false);
    }
    const huge = Object.fromEntries(
      Object.entries(linearParameters).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((v) => v * 1e300) },
      ]),
    );
    expect(lipschitzBound(linear, huge, cube(5, 1)).bound).toBe(infinity);
    const zeroHead = { ...huge, 'head.kernel': { shape: [3, 2], data: new Float64Array(6) } };
    expect(lipschitzBound(linear, zeroHead, cube(5, 1)).bound).toBe(0);
  });
});

describe('certifiedRadius', () => {
  it('certifies no row that changes class within its radius', () => {
    let certified = 0;
    fc.assert(
      fc.property(caseOf(heads), ({ activation, units, head, seed, half }) => {
        const network = cubicNetwork(3, units, head, dreg, activation);
        const parameters = randomParameters(network, seed);
        const rng = Rng.fromSeed(seed);
        const x = {
          data: Float64Array.from({ length: 30 }, () => 1.1 * half * (2 * rng.uniform() - 1)),
          rows: 10,
          cols: 3,
        };
        const logits = logitsOf(network, parameters, x);
        const radius = certifiedRadius({ network, parameters, x, logits, box: cube(3, half) });
        radius.forEach((r, row) => {
          const at = x.data.subarray(3 * row, 3 * row + 3);
          if (at.some((value) => Math.abs(value) > half)) expect(r).toBe(0);
          expect(r >= 0 && r <= half).toBe(true);
          const own = classOf(network, passRow(network, parameters, at).logits);
          if (r > 0) certified++;
          for (let sample = 0; sample < 10; sample++) {
            const step = [rng.normal(), rng.normal(), rng.normal()];
            const size = (r * 0.999999) / Math.hypot(...step);
            const moved = at.map((value, i) => value + size * step[i]!);
            expect(classOf(network, passRow(network, parameters, moved).logits)).toBe(own);
          }
        });
      }),
      { seed: 17, numRuns: 300 },
    );
    expect(certified, 'rows with a radius').toBeGreaterThan(1500);
  });

  it('is the exact distance to the boundary for a linear network, or to the box', () => {
    const x = { data: Float64Array.of(0.3, -0.2, 0.1, 0.4, -0.1), rows: 1, cols: 5 };
    const logits = logitsOf(linear, linearParameters, x);
    const margin = Math.abs(logits.data[0]! - logits.data[1]!);
    const wide = certifiedRadius({ network: linear, parameters: linearParameters, x, logits, box: cube(5, infinity) });
    expect(wide[0]! / (margin / 0.031753979168001246)).toBeCloseTo(1, 9);
    const tight = certifiedRadius({ network: linear, parameters: linearParameters, x, logits, box: cube(5, 0.405) });
    expect(tight[0]).toBeCloseTo(0.005, 12);
  });

  it('is 0 on a tie, and the whole box where nothing depends on x', () => {
    const network = cubicNetwork(2, [], { type: 'binary' }, dreg);
    const parameters = {
      'head.kernel': { shape: [2, 1], data: new Float64Array(2) },
      'head.bias': { shape: [1], data: Float64Array.of(0) },
    };
    const x = { data: Float64Array.of(0.25, 0), rows: 1, cols: 2 };
    const at = (logit: number) =>
      certifiedRadius({
        network,
        parameters,
        x,
        logits: { data: Float64Array.of(logit), rows: 1, cols: 1 },
        box: cube(2, 1),
      })[0];
    expect(at(0)).toBe(0);
    expect(at(-3)).toBeCloseTo(0.75, 12);
  });

  it('refuses regression and logits of other rows', () => {
    const x = { data: new Float64Array(5), rows: 1, cols: 5 };
    const network: NetworkSpec = { ...linear, head: { type: 'regression', outputs: 2 } };
    const given = (network: NetworkSpec, rows: number, cols: number) => () =>
      certifiedRadius({
        network,
        parameters: linearParameters,
        x,
        logits: { data: new Float64Array(rows * cols), rows, cols },
        box: cube(5, 1),
      });
    expect(given(network, 1, 2)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    expect(given(linear, 2, 2)).toThrow('logits has 2 rows, x has 1');
    expect(given(linear, 1, 3)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
