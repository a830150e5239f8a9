import { kFolds, Rng, type Split, split } from '@chainzrule/core';

const DEFAULT_FOLDS = 5;

/** How rows are divided for testing: folds, or one part held out. */
export interface SplitProtocol {
  readonly folds?: number | undefined;
  /** Fraction held out instead of folds. */
  readonly validation?: number | undefined;
  readonly seed: number;
}

/** The splits of a protocol; the same protocol on the same rows gives the same splits. `labels`: to stratify by, or the number of rows. */
export function makeSplits(labels: Float64Array | number, { folds, validation, seed }: SplitProtocol): Split[] {
  const rng = Rng.fromSeed(seed).fork('folds');
  if (validation !== undefined) return [split(labels, { fraction: validation, rng })];
  const rows = typeof labels === 'number' ? labels : labels.length;
  return kFolds(labels, { folds: folds ?? Math.min(DEFAULT_FOLDS, rows), rng });
}
