import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { log } from '../../src/random/log.ts';

const view = new DataView(new ArrayBuffer(8));

/** Numbers between a and b in the order of float64, both of the same sign. */
function ulps(a: number, b: number): number {
  const bits = (x: number): bigint => {
    view.setFloat64(0, Math.abs(x));
    return view.getBigInt64(0);
  };
  if (Math.sign(a) !== Math.sign(b)) return Number.POSITIVE_INFINITY;
  return Math.abs(Number(bits(a) - bits(b)));
}

/** ln to 60 digits, rounded to the nearest float64 (Python's decimal module). */
const KNOWN: readonly (readonly [number, number])[] = [
  [5e-324, -744.4400719213812],
  [1e-320, -736.8272408909739],
  [2.2250738585072014e-308, -708.3964185322641],
  [1e-10, -23.025850929940457],
  [0.5, -Math.LN2],
  [Math.SQRT1_2 - 2 ** -53, -0.34657359027997275],
  [1 - 2 ** -53, -1.1102230246251565e-16],
  [1 + 2 ** -52, 2.2204460492503128e-16],
  [Math.SQRT2, 0.3465735902799727],
  [Math.PI, 1.1447298858494002],
  [10, Math.LN10],
  [1e22, 50.65687204586901],
  [Number.MAX_VALUE, 709.782712893384],
];

describe('log', () => {
  it.each(KNOWN)('of %d is %d to one unit in the last place', (x, expected) => {
    expect(ulps(log(x), expected)).toBeLessThanOrEqual(1);
  });

  it('agrees with Math.log to two units at every exponent, subnormal ones among them', () => {
    let worst = 0;
    for (let exponent = -1074; exponent < 1024; exponent++) {
      const power = exponent < -1022 ? 2 ** -1074 * 2 ** (exponent + 1074) : 2 ** exponent;
      for (let part = 0; part < 16; part++) {
        const x = power * (1 + part / 16);
        if (x !== 1) worst = Math.max(worst, ulps(log(x), Math.log(x)));
      }
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('agrees with Math.log to two units anywhere', () => {
    const positive = fc.double({ min: 5e-324, noDefaultInfinity: true, noNaN: true }).filter((x) => x !== 1);
    const nearOne = fc.double({ min: 0.4, max: 2.5, noNaN: true }).filter((x) => x !== 1);
    const check = (x: number) => {
      expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(2);
    };
    fc.assert(fc.property(positive, check), { numRuns: 2000 });
    fc.assert(fc.property(nearOne, check), { numRuns: 2000 });
  });

  it('has the ends of the function', () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(Number.NaN)).toBeNaN();
  });
});
