import type { Rng } from '@chainzrule/core';

/** Steps whose texts are sorted by length together: enough that a step's texts are alike in length, few enough to stay random. */
const SORTED_STEPS = 50;

/**
 * The steps of one epoch, each the rows of its texts: a random order, cut into stretches that are sorted by length (ties by their place in
 * the order) and cut into steps, the steps then in random order. Every row occurs once.
 */
export function lengthBuckets(lengths: ArrayLike<number>, batchSize: number, rng: Rng): Int32Array[] {
  const order = rng.permutation(lengths.length);
  const steps: Int32Array[] = [];
  for (let from = 0; from < order.length; from += SORTED_STEPS * batchSize) {
    const stretch = order.slice(from, from + SORTED_STEPS * batchSize);
    const sorted = Int32Array.from([...stretch].sort((a, b) => lengths[a]! - lengths[b]!));
    for (let at = 0; at < sorted.length; at += batchSize) steps.push(sorted.slice(at, at + batchSize));
  }
  return Array.from(rng.permutation(steps.length), (index) => steps[index]!);
}
