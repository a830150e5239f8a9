import type { Batch } from '../contract/batch.ts';
import { split } from '../data/index.ts';
import { Rng } from '../random/index.ts';
import { takeRows } from '../training/batch-rows.ts';

/** Share of the training rows that early stopping sets aside. */
const VALIDATION_FRACTION = 0.15;

/** Training rows with some set aside to watch: seeded, and with every class in proportion where `stratified`. */
export function setAside(
  rows: Batch,
  fraction: number | undefined,
  seed: number,
  stratified: boolean,
): { readonly fitting: Batch; readonly validation: Batch | undefined } {
  const rng = Rng.fromSeed(seed).fork('validation rows');
  const labels = stratified ? (rows.y as Float64Array) : rows.x.rows;
  const parts = split(labels, { fraction: fraction ?? VALIDATION_FRACTION, rng });
  return { fitting: takeRows(rows, parts.train), validation: takeRows(rows, parts.test) };
}
