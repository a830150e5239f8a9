import type { Matrix } from '../contract/matrix.ts';
import { describeValue, fail } from '../errors/fail.ts';

/** Most classes: a confusion matrix of them takes 800 MB. */
const MAX_CLASSES = 10_000;

/** Checks that two lists have the same length, at least 1, and hold finite numbers. */
export function checkPairs(
  metric: string,
  truth: ArrayLike<number>,
  other: ArrayLike<number>,
  otherName: string,
): void {
  const lengths = [truth?.length, other?.length];
  if (!lengths.every((length) => Number.isSafeInteger(length))) {
    fail(
      'INVALID_ARGUMENT',
      `${metric}: expected arrays of numbers, found ${describeValue(truth)} and ${describeValue(other)}`,
    );
  }
  if (truth.length !== other.length)
    fail('SHAPE_MISMATCH', `${metric}: there are ${truth.length} true values and ${other.length} ${otherName}`);
  if (truth.length === 0) fail('INVALID_ARGUMENT', `${metric}: there are no values`);
  for (const [name, values] of [
    ['true values', truth],
    [otherName, other],
  ] as const) {
    for (let row = 0; row < values.length; row++) {
      if (!Number.isFinite(values[row]))
        fail('NON_FINITE_INPUT', `${metric}: ${name}[${row}] is ${describeValue(values[row])}`, { row });
    }
  }
}

/** Checks class indices 0 … classes − 1. */
export function checkClasses(metric: string, labels: ArrayLike<number>, classes: number): void {
  if (!Number.isInteger(classes) || classes < 1 || classes > MAX_CLASSES) {
    fail(
      'INVALID_ARGUMENT',
      `${metric}: classes is ${describeValue(classes)}; allowed: an integer 1 ... ${MAX_CLASSES}`,
    );
  }
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    fail('INVALID_ARGUMENT', `${metric}: class ${describeValue(label)} at row ${row}; allowed: 0 ... ${classes - 1}`, {
      row,
      label,
    });
  }
}

/** Checks probabilities [rows, classes] against class indices. */
export function checkProbabilities(metric: string, truth: ArrayLike<number>, probabilities: Matrix): void {
  const { data, rows, cols } = probabilities ?? {};
  if (data?.length !== rows * cols || cols < 2) {
    fail(
      'SHAPE_MISMATCH',
      `${metric}: probabilities must be a matrix [rows, classes], found ${describeValue(probabilities)}`,
    );
  }
  if (truth?.length !== rows)
    fail('SHAPE_MISMATCH', `${metric}: there are ${truth?.length} true classes and ${rows} rows of probabilities`);
  if (rows === 0) fail('INVALID_ARGUMENT', `${metric}: there are no rows`);
  checkClasses(metric, truth, cols);
  const bad = data.findIndex((value) => !(value >= 0 && value <= 1 + 1e-9));
  if (bad >= 0)
    fail(
      'INVALID_ARGUMENT',
      `${metric}: row ${Math.floor(bad / cols)} holds the probability ${data[bad]}; allowed: 0 ... 1`,
    );
}
