import { describeValue, fail } from '../errors/fail.ts';
import { log } from './log.ts';
import { parseRngState, type RngState } from './rng-state.ts';
import { labelWords, mixWords, type Words } from './seed-words.ts';

const TWO_32 = 4294967296;
const TWO_MINUS_53 = 1 / 9007199254740992;

/**
 * A seeded random generator, xoshiro128**: the same numbers from the same seed on every platform.
 *
 * Period 2¹²⁸ − 1, 16 bytes of state, seeded through splitmix32. Not for cryptography.
 * Source: Blackman & Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021.
 */
export class Rng {
  readonly #origin: Words;
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;
  #normal: number | null;

  private constructor(words: Words, origin: Words, normal: number | null) {
    [this.#s0, this.#s1, this.#s2, this.#s3] = words;
    this.#origin = origin;
    this.#normal = normal;
  }

  /**
   * A generator at the start of a seed's stream. `7` and `'7'` are different seeds.
   * @throws ChainzRuleError `INVALID_ARGUMENT` unless the seed is text or an integer 0 … 2⁵³ − 1.
   */
  static fromSeed(seed: number | string): Rng {
    const words = mixWords(labelWords(seed, 'Rng.fromSeed: seed'));
    return new Rng(words, words, null);
  }

  /** A generator that continues where `state()` was taken. @throws ChainzRuleError `INVALID_SPEC` for a damaged document. */
  static fromState(state: unknown): Rng {
    const { words, origin, normal } = parseRngState(state);
    return new Rng(words, [...origin], normal);
  }

  /** The whole generator as a plain document; changes nothing. */
  state(): RngState {
    return {
      format: 'chainzrule/rng@1',
      algorithm: 'xoshiro128**',
      words: [this.#s0 >>> 0, this.#s1 >>> 0, this.#s2 >>> 0, this.#s3 >>> 0],
      origin: [...this.#origin],
      normal: this.#normal,
    };
  }

  /** The next integer of the stream, uniform on 0 … 2³² − 1. */
  nextUint32(): number {
    const s1 = this.#s1;
    const scrambled = Math.imul(s1, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const s2 = this.#s2 ^ this.#s0;
    const s3 = this.#s3 ^ s1;
    this.#s1 = s1 ^ s2;
    this.#s0 ^= s3;
    this.#s2 = s2 ^ (s1 << 9);
    this.#s3 = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /** A multiple of 2⁻⁵³, uniform in [0, 1); takes two integers of the stream. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) * TWO_MINUS_53;
  }

  /**
   * An integer, uniform on 0 … n − 1 without bias (integers of the stream beyond the last multiple of n are thrown away).
   * @throws ChainzRuleError `INVALID_ARGUMENT` unless n is an integer 1 … 2³².
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) {
      fail('INVALID_ARGUMENT', `Rng.integer: n is ${describeValue(n)}; allowed: an integer 1 ... 4294967296`, { n });
    }
    const limit = TWO_32 - (TWO_32 % n);
    let draw = this.nextUint32();
    while (draw >= limit) draw = this.nextUint32();
    return draw % n;
  }

  /**
   * A standard normal number, by Marsaglia's polar method: pairs, the second of which waits for the next call.
   * Source: Marsaglia & Bray, "A convenient method for generating normal variables", 1964.
   */
  normal(): number {
    if (this.#normal !== null) {
      const waiting = this.#normal;
      this.#normal = null;
      return waiting;
    }
    let u: number;
    let v: number;
    let square: number;
    do {
      u = 2 * this.uniform() - 1;
      v = 2 * this.uniform() - 1;
      square = u * u + v * v;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * log(square)) / square);
    this.#normal = v * factor;
    return u * factor;
  }

  /**
   * An independent generator for a part of the work, derived from this one's seed (not from where its stream stands) and
   * the label: the same label gives the same stream at any time, and this generator does not move.
   * @throws ChainzRuleError `INVALID_ARGUMENT` unless the label is text or an integer 0 … 2⁵³ − 1.
   */
  fork(label: number | string): Rng {
    const words = mixWords([2, ...this.#origin, ...labelWords(label, 'Rng.fork: label')]);
    return new Rng(words, words, null);
  }

  /** Shuffles an Int32Array in place (Fisher & Yates) and returns it; every order is equally likely. O(n). */
  shuffle(values: Int32Array): Int32Array {
    if (!(values instanceof Int32Array)) {
      fail('INVALID_ARGUMENT', `Rng.shuffle: values is ${describeValue(values)}; allowed: an Int32Array`);
    }
    for (let last = values.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const kept = values[last]!;
      values[last] = values[chosen]!;
      values[chosen] = kept;
    }
    return values;
  }

  /** The integers 0 … n − 1 in random order. @throws ChainzRuleError `INVALID_ARGUMENT` unless n is an integer 0 … 2³¹ − 1. */
  permutation(n: number): Int32Array {
    if (!Number.isInteger(n) || n < 0 || n > 2147483647) {
      fail('INVALID_ARGUMENT', `Rng.permutation: n is ${describeValue(n)}; allowed: an integer 0 ... 2147483647`, {
        n,
      });
    }
    const values = new Int32Array(n);
    for (let index = 0; index < n; index++) values[index] = index;
    return this.shuffle(values);
  }
}
