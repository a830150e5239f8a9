import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/random/index.ts';
import type { Words } from '../../src/random/seed-words.ts';

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

const at = (words: Words): Rng =>
  Rng.fromState({ format: 'chainzrule/rng@1', algorithm: 'xoshiro128**', words, origin: words, normal: null });

// Every literal of this block comes from an implementation of the same definitions in Python integers.
describe('known values', () => {
  it('of xoshiro128** from the state 1, 2, 3, 4', () => {
    const rng = at([1, 2, 3, 4]);
    const expected = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    expect(times(10, () => rng.nextUint32())).toEqual(expected);
  });

  it.each<[number | string, Words, number[]]>([
    [0, [2139659342, 4217357085, 1467040825, 525051977], [3936751764, 426299801, 2444992286, 597629508]],
    [42, [1134219540, 1140980596, 1268130999, 1825895932], [748270458, 634251182, 1040345063, 3679136270]],
    [2 ** 53 - 1, [2042437233, 226012433, 825169296, 2651396600], [456523689, 531372446, 3997994113, 1468482981]],
    ['pima é', [110502845, 1241302797, 1854291316, 3301859855], [3078530680, 1361296628, 1460610493, 198955778]],
  ])('of the seed %j', (seed, words, outputs) => {
    const rng = Rng.fromSeed(seed);
    expect(rng.state().words).toEqual(words);
    expect(times(4, () => rng.nextUint32())).toEqual(outputs);
  });

  it('of uniform, normal, integer and permutation from the seed 42', () => {
    const uniforms = Rng.fromSeed(42);
    expect(times(4, () => uniforms.uniform())).toEqual([
      0.17422028740996942, 0.24222421539288508, 0.6160513901123859, 0.8259715442145473,
    ]);
    const normals = Rng.fromSeed(42);
    for (const expected of [
      -0.6751385532307989, -0.5342087415264892, 0.406993951131988, 1.14318705366645, -0.14323837256497018,
    ]) {
      expect(Math.abs(normals.normal() - expected)).toBeLessThanOrEqual(4e-16 * Math.abs(expected));
    }
    const integers = Rng.fromSeed(42);
    expect(times(5, () => integers.integer(3e9))).toEqual([748270458, 634251182, 1040345063, 2645920548, 245363273]);
    expect([...Rng.fromSeed(42).permutation(10)]).toEqual([6, 1, 2, 4, 3, 0, 9, 7, 5, 8]);
  });

  it('of forks of the seed 42', () => {
    const noise = Rng.fromSeed(42).fork('noise');
    expect(noise.state().words).toEqual([2036324560, 2125543033, 3042129431, 557372192]);
    expect(times(3, () => noise.nextUint32())).toEqual([2471077020, 2945234222, 225941657]);
    const seven = Rng.fromSeed(42).fork(7);
    expect(times(3, () => seven.nextUint32())).toEqual([2736980689, 2984616757, 1488867769]);
  });
});

describe('state', () => {
  it('continues bit for bit from anywhere in the stream, through JSON, with a waiting normal', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(7), (seed, used) => {
        const rng = Rng.fromSeed(seed);
        times(used, () => rng.normal());
        const copy = Rng.fromState(JSON.parse(JSON.stringify(rng.state())));
        expect(copy.state()).toEqual(rng.state());
        expect(times(5, () => copy.normal())).toEqual(times(5, () => rng.normal()));
        expect(copy.uniform()).toBe(rng.uniform());
        expect(copy.fork('x').state()).toEqual(rng.fork('x').state());
      }),
    );
  });

  it('is a copy', () => {
    const rng = Rng.fromSeed(1);
    const state = rng.state();
    rng.uniform();
    expect(state).toEqual(Rng.fromSeed(1).state());
    expect(state).not.toEqual(rng.state());
  });

  const good = Rng.fromSeed(1).state();
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /expected|object/],
    ['another algorithm', { ...good, algorithm: 'mt19937' }, /algorithm: found "mt19937"; allowed: "xoshiro128\*\*"/],
    ['three words', { ...good, words: [1, 2, 3] }, /words/],
    ['a word too large', { ...good, words: [1, 2, 3, 2 ** 32] }, /words\.3: found 4294967296; allowed: .*4294967295/],
    ['zeros', { ...good, words: [0, 0, 0, 0] }, /not all zero/],
    ['a waiting NaN', { ...good, normal: Number.NaN }, /normal: found NaN/],
    ['a further field', { ...good, extra: 1 }, /extra/],
  ])('refuses %s', (_, state, message) => {
    expect(() => Rng.fromState(state)).toThrow(
      expect.objectContaining({ code: 'INVALID_SPEC', message: expect.stringMatching(message) }),
    );
  });
});

describe('fork', () => {
  it('leaves its parent where it was and does not depend on where that is', () => {
    const rng = Rng.fromSeed(9);
    const before = rng.state();
    const early = rng.fork('order').state();
    expect(rng.state()).toEqual(before);
    times(100, () => rng.normal());
    expect(rng.fork('order').state()).toEqual(early);
  });

  it('differs by label, by kind of label, by parent and by depth', () => {
    const rng = Rng.fromSeed(9);
    const forks = [rng, rng.fork('a'), rng.fork('b'), rng.fork(''), rng.fork(1), rng.fork('1'), rng.fork(2 ** 32 + 1)];
    forks.push(
      rng.fork('a').fork('b'),
      rng.fork('b').fork('a'),
      rng.fork('ab'),
      Rng.fromSeed(10).fork('a'),
      Rng.fromSeed('9'),
    );
    expect(new Set(forks.map((fork) => fork.nextUint32())).size).toBe(forks.length);
  });

  it('gives streams without correlation', () => {
    const parent = Rng.fromSeed(3);
    const streams = [parent.fork(0), parent.fork(1), parent.fork('0'), parent];
    const draws = streams.map((stream) => times(20_000, () => stream.normal()));
    draws.forEach((a, i) => {
      for (const b of draws.slice(i + 1)) {
        const correlation = a.reduce((sum, x, index) => sum + x * b[index]!, 0) / a.length;
        expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(20_000));
      }
    });
  });
});

describe('bad arguments', () => {
  const rng = Rng.fromSeed(0);
  it.each<[string, () => unknown]>([
    ['a negative seed', () => Rng.fromSeed(-1)],
    ['a fractional seed', () => Rng.fromSeed(0.5)],
    ['a seed beyond 2^53 - 1', () => Rng.fromSeed(2 ** 53)],
    ['no seed', () => Rng.fromSeed(undefined as unknown as number)],
    ['a label that is NaN', () => rng.fork(Number.NaN)],
    ['integer(0)', () => rng.integer(0)],
    ['integer(2^32 + 1)', () => rng.integer(2 ** 32 + 1)],
    ['permutation(-1)', () => rng.permutation(-1)],
    ['permutation(1.5)', () => rng.permutation(1.5)],
    ['a plain array to shuffle', () => rng.shuffle([1, 2] as unknown as Int32Array)],
  ])('%s is refused', (_, call) => {
    expect(call).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/is .*; allowed: /) }),
    );
  });
});
