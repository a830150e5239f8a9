import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, tailRatio } from '../../src/tail-ratio/index.ts';

describe('quantile', () => {
  // numpy.quantile of the same values.
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
  it.each([
    [0, 1],
    [0.1, 1],
    [0.25, 2.5],
    [0.5, 4],
    [0.9, 6],
    [0.99, 8.7],
    [1, 9],
  ])('at %d is %d', (p, expected) => {
    expect(quantile(values, p)).toBeCloseTo(expected, 13);
    expect(quantile(Float64Array.from(values).sort(), p)).toBeCloseTo(expected, 13);
  });

  it('changes nothing and takes single values', () => {
    const before = Float64Array.from(values);
    quantile(before, 0.5);
    expect([...before]).toEqual(values);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it.each<[string, () => unknown, string]>([
    ['no values', () => quantile([], 0.5), 'INVALID_ARGUMENT'],
    ['p above 1', () => quantile([1], 99), 'INVALID_ARGUMENT'],
    ['p that is NaN', () => quantile([1], Number.NaN), 'INVALID_ARGUMENT'],
    ['no array', () => quantile(3 as unknown as number[], 0.5), 'INVALID_ARGUMENT'],
    ['NaN among the values', () => quantile([1, Number.NaN], 0.5), 'NON_FINITE_INPUT'],
  ])('refuses %s', (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});

describe('tailRatio', () => {
  const norms = Array.from({ length: 100 }, (_, i) => 1 + ((i * 37) % 101) / 50 + (i === 17 ? 6 : 0));

  it('agrees with numpy per sample', () => {
    const result = tailRatio(norms, { bins: 10 });
    expect(result.ratio).toBeCloseTo(1.4799727785339407, 13);
    expect(result.mean).toBeCloseTo(2.0572, 13);
    expect(result.p50).toBeCloseTo(2.01, 13);
    expect(result.p90).toBeCloseTo(2.822, 13);
    expect(result.p99).toBeCloseTo(3.0446, 13);
    expect(result).toMatchObject({ max: 7.46, count: 100, nonFinite: 0, leftOut: 0, allZero: false, groupSize: 1 });
    expect(result.histogram.counts).toEqual([32, 31, 32, 4, 0, 0, 0, 0, 0, 1]);
    tailRatio(norms, { bins: 4 }).histogram.edges.forEach((edge, i) => {
      expect(edge).toBeCloseTo([1, 2.615, 4.23, 5.845, 7.46][i]!, 13);
    });
  });

  it('agrees with numpy over groups of 32, the last of which has four rows', () => {
    const result = tailRatio(Float32Array.from(norms), { groupSize: 32, bins: 10 });
    expect(result.ratio).toBeCloseTo(1.0693458374971174, 6);
    const exact = tailRatio(norms, { groupSize: 32, bins: 10 });
    expect(exact.ratio).toBeCloseTo(1.0693458374971174, 13);
    expect(exact.mean).toBeCloseTo(2.03265625, 13);
    expect(exact.p90).toBeCloseTo(2.127375, 13);
    expect(exact).toMatchObject({ count: 4, groupSize: 32 });
    expect(exact.histogram.counts).toEqual([1, 0, 2, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('counts norms that are not finite and leaves their groups out', () => {
    const single = tailRatio([1, Number.NaN, 3, Number.POSITIVE_INFINITY, 2]);
    expect(single).toMatchObject({ mean: 2, p50: 2, max: 3, count: 3, nonFinite: 2, leftOut: 2 });
    const grouped = tailRatio([1, 3, 5, Number.NaN, 4, 4, Number.NaN], { groupSize: 2 });
    expect(grouped).toMatchObject({ mean: 3, max: 4, count: 2, nonFinite: 2, leftOut: 3 });
  });

  it('is NaN where nothing is finite', () => {
    const result = tailRatio([Number.NaN, Number.POSITIVE_INFINITY]);
    expect(result).toMatchObject({ ratio: Number.NaN, mean: Number.NaN, p50: Number.NaN, max: Number.NaN });
    expect(result).toMatchObject({ count: 0, nonFinite: 2, allZero: false, histogram: { edges: [], counts: [] } });
  });

  it('is 1 with a flag where every gradient is zero', () => {
    const result = tailRatio([0, 0, 0, Number.NaN], { bins: 2 });
    expect(result).toMatchObject({ ratio: 1, mean: 0, allZero: true, nonFinite: 1 });
    expect(result.histogram).toEqual({ edges: [0, 0.5, 1], counts: [3, 0] });
  });

  it('puts a norm on an inner edge into the bin above it, and the largest into the last bin', () => {
    expect(tailRatio([4, 0, 1, 2, 2, 3], { bins: 4 }).histogram).toEqual({
      edges: [0, 1, 2, 3, 4],
      counts: [1, 1, 2, 2],
    });
  });

  it('is exactly 1 for equal norms', () => {
    const result = tailRatio([2, 2, 2], { bins: 3 });
    expect(result).toMatchObject({ ratio: 1, allZero: false });
    expect(result.histogram.counts).toEqual([0, 3, 0]);
  });

  it('does not depend on the scale, up to the ends of float64', () => {
    const expected = tailRatio(norms).ratio;
    const scaled = (power: number) => tailRatio(norms.map((norm) => norm * 2 ** power)).ratio;
    for (const power of [1020, 1000, -500, -970, -1000]) expect(scaled(power)).toBeCloseTo(expected, 12);
    expect(tailRatio([5e-324, 0, 0, 0]).ratio).toBeCloseTo(0.97 * 4, 12);
    const huge = tailRatio([Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE]);
    expect(huge.ratio).toBeCloseTo(1, 12);
    expect(huge.histogram.counts.reduce((a, b) => a + b)).toBe(3);
  });

  it('counts every row once, keeps its numbers in order and the ratio between 0 and n', () => {
    const norm = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.array(norm, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, groupSize) => {
          const result = tailRatio(rows, { groupSize, bins: 7 });
          expect(result.count).toBe(Math.ceil(rows.length / groupSize));
          expect(result.histogram.counts.reduce((a, b) => a + b)).toBe(result.count);
          expect(result.p50 <= result.p90 && result.p90 <= result.p99 && result.p99 <= result.max).toBe(true);
          expect(result.ratio >= 0 && result.ratio <= result.count * (1 + 1e-9)).toBe(true);
        },
      ),
    );
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no norms', () => tailRatio([]), /empty/],
    ['a negative norm', () => tailRatio([1, -0.5]), /norms\[1\] is -0.5; allowed: .*>= 0/],
    ['minus infinity', () => tailRatio([Number.NEGATIVE_INFINITY]), /norms\[0\]/],
    ['text', () => tailRatio(['1'] as unknown as number[]), /norms\[0\] is "1"/],
    ['null', () => tailRatio(null as unknown as number[]), /norms is null/],
    ['groups of zero', () => tailRatio([1], { groupSize: 0 }), /groupSize is 0; allowed: an integer 1/],
    ['half a bin', () => tailRatio([1], { bins: 0.5 }), /bins is 0.5; allowed: an integer 1 \.\.\. 100000/],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) }),
    );
  });
});
