import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/random/index.ts';

/** Σ (count − expected)² / expected over equally likely outcomes. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('normal', () => {
  const rng = Rng.fromSeed('normals');
  const n = 200_000;
  const values = Float64Array.from({ length: n }, () => rng.normal()).sort();
  const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / n;

  // Standard errors of the moments of N(0, 1): √(Var xᵏ / n) with Var = 1, 2, 15, 96.
  it.each([
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ])('has moment %d near %d', (power, expected, variance) => {
    expect(Math.abs(moment(power) - expected)).toBeLessThan(4 * Math.sqrt(variance / n));
  });

  it.each([
    [0.001, -3.090232306167813],
    [0.01, -2.3263478740408408],
    [0.1, -1.2815515655446004],
    [0.25, -0.6744897501960817],
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.99, 2.3263478740408408],
    [0.999, 3.090232306167813],
  ])('has its %d quantile near %d', (p, expected) => {
    const density = Math.exp((-expected * expected) / 2) / Math.sqrt(2 * Math.PI);
    const found = values[Math.round((n - 1) * p)]!;
    expect(Math.abs(found - expected)).toBeLessThan((4 * Math.sqrt((p * (1 - p)) / n)) / density);
  });

  it('gives pairs without correlation', () => {
    const pairs = Rng.fromSeed(1);
    let sum = 0;
    for (let i = 0; i < 50_000; i++) sum += pairs.normal() * pairs.normal();
    expect(Math.abs(sum / 50_000)).toBeLessThan(4 / Math.sqrt(50_000));
  });
});

describe('uniform', () => {
  it('fills [0, 1) evenly, to its lowest bits', () => {
    const rng = Rng.fromSeed(5);
    const coarse = new Array<number>(64).fill(0);
    const fine = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) {
      const x = rng.uniform();
      expect(x >= 0 && x < 1).toBe(true);
      coarse[Math.floor(x * 64)]!++;
      fine[Number(BigInt(x * 2 ** 53) % 64n)]!++;
    }
    // χ² with 63 degrees of freedom exceeds 113.5 once in 10,000.
    expect(chiSquare(coarse)).toBeLessThan(113.5);
    expect(chiSquare(fine)).toBeLessThan(113.5);
  });
});

describe('integer', () => {
  it.each([
    [7, 27.9],
    [10, 33.7],
    [64, 113.5],
  ])('is even over %d outcomes', (n, critical) => {
    const rng = Rng.fromSeed(n);
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < n * 2000; i++) counts[rng.integer(n)]!++;
    expect(chiSquare(counts)).toBeLessThan(critical);
  });

  it('is unbiased where a plain remainder would favour the lowest third two to one', () => {
    const rng = Rng.fromSeed(2);
    const third = 2 ** 30;
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[Math.floor(rng.integer(3 * third) / third)]!++;
    // χ² with 2 degrees of freedom exceeds 18.4 once in 10,000.
    expect(chiSquare(counts)).toBeLessThan(18.4);
  });

  it('reaches both ends', () => {
    const rng = Rng.fromSeed(3);
    expect(new Set(Array.from({ length: 100 }, () => rng.integer(2)))).toEqual(new Set([0, 1]));
    expect(rng.integer(1)).toBe(0);
    expect(rng.integer(2 ** 32)).toBeGreaterThanOrEqual(0);
  });
});

describe('shuffle and permutation', () => {
  it('gives each of the 24 orders of four as often', () => {
    const rng = Rng.fromSeed(4);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = rng.permutation(4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // χ² with 23 degrees of freedom exceeds 55.6 once in 5,000.
    expect(chiSquare([...counts.values()])).toBeLessThan(55.6);
  });

  it('works in place and keeps every element, repeated ones too', () => {
    const values = Int32Array.from([5, 5, 1, -2, 9, 0]);
    expect(Rng.fromSeed(1).shuffle(values)).toBe(values);
    expect([...values].sort((a, b) => a - b)).toEqual([-2, 0, 1, 5, 5, 9]);
    expect(Rng.fromSeed(1).permutation(0)).toHaveLength(0);
    expect([...Rng.fromSeed(1).permutation(1)]).toEqual([0]);
  });
});
