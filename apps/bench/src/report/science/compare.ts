import type { ResultRecord } from '../../records/record.ts';
import { bootstrapMean, type Interval } from '../../statistics/bootstrap.ts';
import { mean } from '../../statistics/descriptive.ts';
import { correctedResampledT, effectSize, holm } from '../../statistics/paired-tests.ts';
import { figuresOf, inOrder, pairedFigures } from './select.ts';

/** One method beside a reference on the same splits. */
export interface Comparison {
  readonly name: string;
  readonly values: readonly number[];
  readonly mean: number;
  /** Own − reference, split by split; empty for the reference itself. */
  readonly differences: readonly number[];
  readonly difference: number;
  readonly interval: Interval;
  /** Cohen's d of the paired differences. */
  readonly effect: number;
  /** Nadeau–Bengio, and after Holm over the family. */
  readonly p: number;
  readonly adjusted: number;
}

/**
 * Compares methods by one figure with a reference; the family of Holm's adjustment is this list. The test's correction takes n_test/n_train =
 * 1/(folds − 1), as for whole training sets: smaller shares of them overlap less, so it is on the safe side there.
 */
export function compareMethods(
  results: readonly ResultRecord[],
  reference: string,
  figure: string,
  order: readonly string[],
  folds: number,
): Comparison[] {
  const byName = new Map(
    inOrder(
      results.map(({ job }) => job.name),
      order,
    ).map((name) => [name, results.filter(({ job }) => job.name === name)]),
  );
  const base = byName.get(reference) ?? [];
  const raw = [...byName].map(([name, own]) => {
    const pairs = name === reference ? [] : pairedFigures(own, base, figure);
    const differences = pairs.map((pair) => pair.own - pair.other);
    const test = differences.length < 2 ? { p: Number.NaN } : correctedResampledT(differences, 1, folds - 1);
    const values = figuresOf(own, figure);
    return {
      name,
      values,
      mean: mean(values),
      differences,
      difference: differences.length === 0 ? Number.NaN : mean(differences),
      interval: bootstrapMean(differences),
      effect: differences.length < 2 ? Number.NaN : effectSize(differences),
      p: test.p,
    };
  });
  const adjusted = holm(raw.map(({ p }) => p));
  return raw.map((comparison, index) => ({ ...comparison, adjusted: adjusted[index]! }));
}
