import fc from 'fast-check';
import { expect } from 'vitest';
import { ChainzRuleError } from '../../src/index.ts';
import { keepRecord } from './reliability.ts';

/** Inputs for every parser: few here, 100,000 in the nightly script. */
export const FUZZ_INPUTS: number = Number(process.env['FUZZ_INPUTS'] ?? 2000);
/** No input may take longer, in processor time. */
const LONGEST_MS = 1000;
/** Bytes held beyond the input and its likes; a claimed size must never be allocated. */
const LARGEST_BYTES = 64 * 2 ** 20;
/** For a test of all inputs. */
export const FUZZ_TIMEOUT: number = 3_600_000;

/** A parser with inputs that are hostile to it. */
export interface FuzzedParser<I> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<I>;
  /** Gives a result or throws a ChainzRuleError. */
  readonly parse: (input: I) => unknown;
  /** Whether it never refuses but falls back to defaults. */
  readonly neverRefuses?: boolean;
}

/** Gives every input to the parser: taken, or refused by type, within a second, without pollution and without claimed memory. */
export async function fuzz<I>({ name, inputs, parse, neverRefuses = false }: FuzzedParser<I>): Promise<void> {
  const tally = { inputs: 0, taken: 0, refused: 0, longestMs: 0 };
  const before = process.memoryUsage().arrayBuffers;
  const prototypes = [Object.prototype, Array.prototype, Function.prototype].map((prototype) => ({
    prototype,
    names: Object.getOwnPropertyNames(prototype).length,
  }));
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      tally.inputs++;
      const start = process.cpuUsage();
      try {
        await parse(input);
        tally.taken++;
      } catch (error) {
        if (!ChainzRuleError.isInstance(error)) throw error;
        expect(error.message).not.toBe('');
        tally.refused++;
      }
      const { user, system } = process.cpuUsage(start);
      tally.longestMs = Math.max(tally.longestMs, (user + system) / 1000);
      if (process.memoryUsage().arrayBuffers - before >= LARGEST_BYTES) expect.unreachable('memory of a claimed size');
      for (const { prototype, names } of prototypes)
        if (Object.getOwnPropertyNames(prototype).length !== names) expect.unreachable('a prototype was changed');
    }),
    { numRuns: FUZZ_INPUTS, seed: 2026, ...(FUZZ_INPUTS > 10_000 && { seed: Date.now() % 2 ** 31 }) },
  );
  expect(tally.longestMs).toBeLessThan(LONGEST_MS);
  expect(neverRefuses ? tally.taken : Math.min(tally.taken, tally.refused), 'taken and refused').toBeGreaterThan(0);
  keepRecord(`fuzz-${name}`, { ...tally, longestMs: Math.ceil(tally.longestMs) });
}
