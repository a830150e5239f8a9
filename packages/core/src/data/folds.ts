import { describeValue, fail } from '../errors/fail.ts';
import type { Rng } from '../random/index.ts';

/** Row indices of one split, ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** Rows of their own to watch: the epoch with the best task loss there is kept. They train and test nothing. */
  readonly validation?: Int32Array | undefined;
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
 * within each class to a row, and a class with a single row stays in `train` (unless every class is such).
 * @throws ChainzRuleError `INVALID_ARGUMENT` unless 0 < fraction < 1 and there are two rows.
 */
export function split(rows: SplitRows, { fraction, rng }: { readonly fraction: number; readonly rng: Rng }): Split {
  const count = countRows(rows);
  if (!(fraction > 0 && fraction < 1))
    fail('INVALID_ARGUMENT', `split: fraction is ${describeValue(fraction)}; allowed: above 0 and below 1`);
  if (count < 2) fail('INVALID_ARGUMENT', `split: ${count} rows cannot be split; two are needed`);
  const order = shuffledByClass(rows, count, rng);
  const groups = groupsOf(rows, order);
  const taken = testCounts(groups, count, fraction);
  const test = new Set<number>();
  groups.forEach(({ start }, group) => {
    for (let i = start; i < start + taken[group]!; i++) test.add(order[i]!);
  });
  if (test.size === 0) test.add(order[0]!);
  return splitWhere(count, (row) => test.has(row));
}

interface Group {
  readonly start: number;
  readonly size: number;
}

/** Runs of one class in an order that is sorted by class. */
function groupsOf(rows: SplitRows, order: Int32Array): Group[] {
  const groups: Group[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && labelOf(rows, order[end]!) === labelOf(rows, order[start]!)) end++;
    groups.push({ start, size: end - start });
    start = end;
  }
  return groups;
}

/** Rows of each class that go to `test`: its share rounded down, the rest by largest remainder, and never a whole class. */
function testCounts(groups: readonly Group[], count: number, fraction: number): number[] {
  const taken = groups.map(({ size }) => Math.min(Math.floor(size * fraction), size - 1));
  let left = Math.max(1, Math.round(count * fraction)) - taken.reduce((sum, value) => sum + value, 0);
  const remainder = (group: number): number => groups[group]!.size * fraction - taken[group]!;
  const open = groups.map((_, group) => group).filter((group) => taken[group]! < groups[group]!.size - 1);
  for (const group of open.sort((a, b) => remainder(b) - remainder(a))) {
    if (left-- <= 0) break;
    taken[group]!++;
  }
  return taken;
}

function countRows(rows: SplitRows): number {
  const count = typeof rows === 'number' ? rows : rows?.length;
  if (!Number.isSafeInteger(count) || count < 1)
    fail('INVALID_ARGUMENT', `a split needs labels or a number of rows >= 1, found ${describeValue(rows)}`);
  for (let row = 0; typeof rows !== 'number' && row < count; row++) {
    if (!Number.isFinite(rows[row]))
      fail('INVALID_ARGUMENT', `a split needs finite labels; label ${row} is ${describeValue(rows[row])}`, { row });
  }
  return count;
}

const labelOf = (rows: SplitRows, row: number): number => (typeof rows === 'number' ? 0 : rows[row]!);

/** A random order of the rows, class after class. */
function shuffledByClass(rows: SplitRows, count: number, rng: Rng): Int32Array {
  if (typeof rng?.permutation !== 'function')
    fail('INVALID_ARGUMENT', `a split needs a generator, Rng.fromSeed(seed); found ${describeValue(rng)}`);
  const order = rng.permutation(count);
  return typeof rows === 'number' ? order : order.sort((a, b) => rows[a]! - rows[b]!);
}

function splitWhere(count: number, isTest: (row: number) => boolean): Split {
  const all = Int32Array.from({ length: count }, (_, row) => row);
  return { train: all.filter((row) => !isTest(row)), test: all.filter(isTest) };
}
