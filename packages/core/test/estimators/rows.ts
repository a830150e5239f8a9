import { type Cell, Rng } from '../../src/index.ts';

/** Settings that train in a moment. */
export const quick = { layers: [8], epochs: 40, batchSize: 16, seed: 7 } as const;

/** Rows of two columns and whether their sum is positive. */
export function halves(count: number, seed = 1): { readonly X: Cell[][]; readonly side: boolean[] } {
  const rng = Rng.fromSeed(seed);
  const X = Array.from({ length: count }, () => [rng.normal(), rng.normal()]);
  return { X, side: X.map(([a, b]) => a! + b! > 0) };
}

/** The classes of {@link halves} as texts. */
export function named(side: readonly boolean[]): string[] {
  return side.map((positive) => (positive ? 'yes' : 'no'));
}
