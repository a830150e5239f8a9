import type { Shape } from '@chainzrule/core';
import type { ValueName } from './graph-builder.ts';

/** A number of rows that is known only when the graph runs. */
export interface FreeRows {
  /** What the graph was traced with: a prime that divides no other dimension, so that every dimension tells whether rows are in it. */
  readonly traced: number;
  /** A value whose first dimension they are. */
  readonly of: ValueName;
}

/** Free rows for a function of parameters of these shapes: the smallest prime above every dimension. */
export function freeRows(parameters: Iterable<Shape>, of: ValueName): FreeRows {
  return { traced: primeAbove(Math.max(...[...parameters].flat())), of };
}

function primeAbove(number: number): number {
  for (let candidate = number + 1; ; candidate++) {
    let divisor = 2;
    while (divisor * divisor <= candidate && candidate % divisor !== 0) divisor++;
    if (divisor * divisor > candidate) return candidate;
  }
}
