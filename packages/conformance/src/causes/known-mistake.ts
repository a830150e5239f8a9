import type { TensorFunction } from '@chainzrule/core';
import { trace } from '@chainzrule/core';
import { type AfterNode, GraphRun } from '../sensitivity/graph-run.ts';
import type { GivenTensor, Judged } from '../sensitivity/sensitivity.ts';

/** A mistake that people make, and what it would give. */
export interface KnownMistake {
  /** Follows "matches". */
  readonly cause: string;
  /** All results in the order of those found. */
  readonly results: () => readonly ArrayLike<number>[];
}

/** A mistake must be this much nearer to what was found than the right results to be named. */
const NEARER = 0.02;

/** The mistake whose results are nearest to what was found, if they are much nearer than the right ones. */
export function nearestMistake(
  found: readonly ArrayLike<number>[],
  right: readonly Judged[],
  mistakes: readonly KnownMistake[],
): string | undefined {
  if (found.some((values) => Array.from(values).some(Number.isNaN))) return 'NaN where the definition gives a number';
  const candidates = mistakes.map(({ cause, results }) => ({ cause, far: distance(found, results()) }));
  const best = candidates.reduce((a, b) => (b.far < a.far ? b : a), { cause: '', far: Number.POSITIVE_INFINITY });
  const rightIs = distance(
    found,
    right.map(({ expected }) => expected),
  );
  return best.far < NEARER * rightIs ? `matches ${best.cause}` : undefined;
}

/** Errors some hundred times the tolerance everywhere, and no more: a coarser format than the one declared. */
export function coarseRounding(found: readonly ArrayLike<number>[], right: readonly Judged[]): string | undefined {
  let worst = 0;
  for (const [index, { expected, tolerance }] of right.entries()) {
    expected.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(found[index]![i]! - value) / tolerance[i]!);
    });
  }
  return worst < 2 ** 14 ? 'looks like rounding in a coarser format than the one declared' : undefined;
}

/** What a function gives in float64; `after` may change a node's values. */
export function inFloat64(fn: TensorFunction, inputs: readonly GivenTensor[], after?: AfterNode): Float64Array[] {
  const run = new GraphRun(
    trace(
      fn,
      inputs.map(({ shape }) => shape),
    ),
  );
  run.run(
    inputs.map(({ data }) => data),
    after,
  );
  return run.outputs();
}

/** A row that has the numbers of another row, in words. */
export function rowsElsewhere(found: ArrayLike<number>, right: Judged, rows: number): string | undefined {
  const cols = right.expected.length / Math.max(rows, 1);
  const fits = (row: number, as: number): boolean => {
    for (let col = 0; col < cols; col++) {
      const at = as * cols + col;
      if (!(Math.abs(found[row * cols + col]! - right.expected[at]!) <= right.tolerance[at]!)) return false;
    }
    return true;
  };
  for (let row = 0; row < rows; row++) {
    if (fits(row, row)) continue;
    for (let other = 0; other < rows; other++)
      if (fits(row, other)) return `row ${row} has the numbers of row ${other}: rows in another order, or repeated`;
  }
  return undefined;
}

/** Relative distance, tensor by tensor. */
function distance(found: readonly ArrayLike<number>[], wanted: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const [index, tensor] of wanted.entries()) {
    let [error, scale] = [0, 0];
    for (let i = 0; i < tensor.length; i++) {
      error += (found[index]![i]! - tensor[i]!) ** 2;
      scale += tensor[i]! ** 2;
    }
    sum += Math.sqrt(error / (scale || 1));
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}
