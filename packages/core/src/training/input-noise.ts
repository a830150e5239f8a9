import type { Batch } from '../contract/batch.ts';
import type { Rng } from '../random/rng.ts';

/** The batch with Gaussian noise of sd `sd` added to x: the same numbers for every backend. */
export function withInputNoise(batch: Batch, sd: number, rng: Rng): Batch {
  const data = Float64Array.from(batch.x.data, (value) => value + sd * rng.normal());
  return { ...batch, x: { ...batch.x, data } };
}
