import { describeValue, fail } from '../errors/fail.ts';

/**
 * Row weights that give every class the same total: n / (K · n_k) for a row of class k, K being the classes that occur.
 * @throws ChainzRuleError `INVALID_ARGUMENT` for no labels or labels that are no class indices.
 */
export function balancedWeights(labels: ArrayLike<number>): Float64Array {
  if (labels.length === 0) fail('INVALID_ARGUMENT', 'balancedWeights: there are no labels');
  const counts = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!Number.isInteger(label) || label < 0)
      fail('INVALID_ARGUMENT', `balancedWeights: label ${describeValue(label)} at row ${row} is no class index`);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Float64Array.from(
    { length: labels.length },
    (_, row) => labels.length / (counts.size * counts.get(labels[row]!)!),
  );
}
