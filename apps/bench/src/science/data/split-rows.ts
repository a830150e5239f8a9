import { kFolds, Rng, split } from '@chainzrule/core';
import type { DataSource } from './source.ts';

/** Which rows a job trains and tests on; a function of this document and the labels alone, so every method meets the same rows. */
export interface SplitDocument {
  /** `folds`: stratified cross-validation, anew for each repeat. `given`: the data set's own division. */
  readonly kind: 'folds' | 'given';
  readonly folds: number;
  readonly repeat: number;
  readonly fold: number;
  /** Share of the training rows that is used; those of a smaller share are among those of a larger one. */
  readonly fraction: number;
}

/** Rows of one split. */
export interface SplitRows {
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** The division of `train` on which hyperparameters are chosen. */
  readonly inner: { readonly train: Int32Array; readonly validation: Int32Array };
}

/** Share of the training rows that choosing hyperparameters sets aside. */
const INNER_FRACTION = 0.25;

/** The rows of a split. All draws are stratified and seeded by the data set's name and the repeat. */
export function splitRows(source: DataSource, document: SplitDocument): SplitRows {
  const rng = Rng.fromSeed(`${source.name} ${document.repeat}`);
  if (document.kind === 'given') return givenRows(source, document, rng);
  const folds = kFolds(source.labels, { folds: document.folds, rng: rng.fork('folds') });
  const { train: all, test } = folds[document.fold]!;
  const train = subset(source, all, document.fraction, rng.fork('subset').fork(document.fold));
  const parts = split(labelsOf(source, train), {
    fraction: INNER_FRACTION,
    rng: rng.fork('inner').fork(document.fold),
  });
  return { train, test, inner: { train: pick(train, parts.train), validation: pick(train, parts.test) } };
}

function givenRows(source: DataSource, document: SplitDocument, rng: Rng): SplitRows {
  if (source.parts === undefined) throw new Error(`${source.name} has no division of its own`);
  const { train: all, validation, test } = source.parts;
  const train = subset(source, all, document.fraction, rng.fork('subset'));
  return { train, test, inner: { train, validation } };
}

/** The test part of a split of that share: the first rows of each class in one random order, whatever the share. */
function subset(source: DataSource, rows: Int32Array, fraction: number, rng: Rng): Int32Array {
  if (fraction >= 1) return rows;
  return pick(rows, split(labelsOf(source, rows), { fraction, rng }).test);
}

function labelsOf(source: DataSource, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => source.labels[row]!);
}

function pick(rows: Int32Array, positions: Int32Array): Int32Array {
  return Int32Array.from(positions, (position) => rows[position]!);
}
