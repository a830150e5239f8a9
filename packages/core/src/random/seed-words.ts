import { describeValue, fail } from '../errors/fail.ts';

/** Four 32-bit words: a state of xoshiro128**, never all zero. */
export type Words = readonly [number, number, number, number];

const GOLDEN = 0x9e3779b9;

/** The output of splitmix32 whose state was `state` before the call; a bijection of 32-bit words. */
function splitmix32(state: number): number {
  let z = (state + GOLDEN) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** Where the four lanes start: the first outputs of splitmix32 from 0. */
const LANES: Words = [0, 1, 2, 3].map((lane) => splitmix32(Math.imul(lane, GOLDEN))) as unknown as Words;

/**
 * Words of a seed or label: [0, low 32 bits, high 21 bits] of a number, [1, each UTF-16 unit …] of a text.
 * @throws ChainzRuleError `INVALID_ARGUMENT` unless it is text or an integer 0 … 2⁵³ − 1.
 */
export function labelWords(label: number | string, what: string): number[] {
  if (typeof label === 'string')
    return [1, ...Array.from({ length: label.length }, (_, index) => label.charCodeAt(index))];
  if (!Number.isSafeInteger(label) || label < 0) {
    fail(
      'INVALID_ARGUMENT',
      `${what} is ${describeValue(label)}; allowed: text, or an integer 0 ... ${Number.MAX_SAFE_INTEGER}`,
      {
        found: describeValue(label),
      },
    );
  }
  return [0, label >>> 0, Math.floor(label / 4294967296)];
}

/**
 * Mixes a message into four words: each lane absorbs one word after another, `lane ← splitmix32(lane ⊕ word)`.
 * Different messages give unrelated words.
 */
export function mixWords(message: readonly number[]): Words {
  const words = LANES.map((start) =>
    message.reduce((lane, word) => splitmix32(lane ^ word), start),
  ) as unknown as Words;
  return isZero(words) ? LANES : words;
}

/** Whether all four words are zero, the one state xoshiro cannot leave. */
export function isZero(words: readonly number[]): boolean {
  return words.every((word) => word === 0);
}
