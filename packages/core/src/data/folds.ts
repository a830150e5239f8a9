import { describeValue, fail } from '../errors/fail.ts';
import type { Rng } from '../random/index.ts';

/** Row indices of one split, ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Labels to stratify by (class indices or anything comparable), or just a number of rows. */
export type SplitRows = ArrayLike<number> | number;

/**
 * k folds: each row is tested once. With labels each class is spread so that folds differ by at most one row of it.
 * @throws ChainzRuleError `INVALID_ARGUMENT` unless 2 ≤ folds ≤ rows.
 */
export function kFolds(rows: SplitRows, { folds, rng }: { readonly folds: number; readonly rng: Rng }): Split[] {
  const count = countRows(rows);
  if (!Number.isInteger(folds) || folds < 2 || folds > count) {
    fail(
      'INVALID_ARGUMENT',
      `kFolds: folds is ${describeValue(folds)}; allowed: an integer 2 ... ${count} (the number of rows)`,
    );
  }
  const foldOf = new Int32Array(count);
  // Dealing goes on from class to class, so the folds' sizes differ by at most one as well.
  shuffledByClass(rows, count, rng).forEach((row, position) => {
    foldOf[row] = position % folds;
  });
  return Array.from({ length: folds }, (_, fold) => splitWhere(count, (row) => foldOf[row] === fold));
}

/**
 * One split with about `fraction` of the rows in `test`, at least one on either side. With labels the fraction holds
 * within each class; a class with a single row stays in `train`.
 * @throws ChainzRuleError `INVALID_ARGUMENT` unless 0 < fraction < 1 and there are two rows.
 */
export function split(rows: SplitRows, { fraction, rng }: { readonly fraction: number; readonly rng: Rng }): Split {
  const count = countRows(rows);
  if (!(fraction > 0 && fraction < 1))
    fail('INVALID_ARGUMENT', `split: fraction is ${describeValue(fraction)}; allowed: above 0 and below 1`);
  if (count < 2) fail('INVALID_ARGUMENT', `split: ${count} rows cannot be split; two are needed`);
  const order = shuffledByClass(rows, count, rng);
  const test = new Set<number>();
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && labelOf(rows, order[end]!) === labelOf(rows, order[start]!)) end++;
    const size = end - start;
    const taken = size === 1 ? 0 : Math.min(size - 1, Math.round(size * fraction));
    for (let i = start; i < start + taken; i++) test.add(order[i]!);
    start = end;
  }
  if (test.size === 0) test.add(order[0]!);
  return splitWhere(count, (row) => test.has(row));
}

function countRows(rows: SplitRows): number {
  const count = typeof rows === 'number' ? rows : rows?.length;
  if (!Number.isSafeInteger(count) || count < 1)
    fail('INVALID_ARGUMENT', `a split needs labels or a number of rows >= 1, found ${describeValue(rows)}`);
  return count;
}

const labelOf = (rows: SplitRows, row: number): number => (typeof rows === 'number' ? 0 : rows[row]!);

/** A random order of the rows, class after class. */
function shuffledByClass(rows: SplitRows, count: number, rng: Rng): Int32Array {
  const order = rng.permutation(count);
  return typeof rows === 'number' ? order : order.sort((a, b) => rows[a]! - rows[b]!);
}

function splitWhere(count: number, isTest: (row: number) => boolean): Split {
  const all = Int32Array.from({ length: count }, (_, row) => row);
  return { train: all.filter((row) => !isTest(row)), test: all.filter(isTest) };
}
