import { z } from 'zod';
import { parseDocument } from '../spec/parse.ts';
import { isZero, type Words } from './seed-words.ts';

/** All of a generator as a plain JSON document, `chainzrule/rng@1`: `Rng.fromState(rng.state())` continues bit for bit. */
export interface RngState {
  readonly format: 'chainzrule/rng@1';
  readonly algorithm: 'xoshiro128**';
  /** [4] uint32, the state now. */
  readonly words: Words;
  /** [4] uint32, the state the seed gave, from which forks derive. */
  readonly origin: Words;
  /** The second normal of the last pair, if it is still to be given out. */
  readonly normal: number | null;
}

// Marked as pure, so that a bundler leaves zod out where nothing is checked.
const rngStateSchema: z.ZodType<RngState> = /* @__PURE__ */ makeSchema();

function makeSchema(): z.ZodType<RngState> {
  const word = z.int().min(0).max(0xffffffff);
  const words: z.ZodType<Words> = z
    .tuple([word, word, word, word])
    .refine((value) => !isZero(value), 'four words that are not all zero');
  return z.strictObject({
    format: z.literal('chainzrule/rng@1'),
    algorithm: z.literal('xoshiro128**'),
    words,
    origin: words,
    normal: z.number().nullable(),
  });
}

/** Checks a generator's document. @throws ChainzRuleError `INVALID_SPEC`. */
export function parseRngState(value: unknown): RngState {
  return parseDocument(rngStateSchema, value, 'the random generator document');
}
