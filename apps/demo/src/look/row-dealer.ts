import { Rng } from '@chainzrule/core';

/** Deals row numbers, permutation after permutation; the number of rows may change between deals. */
export class RowDealer {
  readonly #rng: Rng;
  #pass = 0;
  #rows = 0;
  #left: number[] = [];

  constructor(seed: number) {
    this.#rng = Rng.fromSeed(seed).fork('order');
  }

  /** The next `count` of the numbers 0 … rows − 1. */
  deal(rows: number, count: number): Int32Array {
    if (rows !== this.#rows) {
      this.#left = [];
      this.#rows = rows;
    }
    return Int32Array.from({ length: count }, () => {
      if (this.#left.length === 0) this.#left = [...this.#rng.fork(this.#pass++).permutation(rows)];
      return this.#left.pop()!;
    });
  }
}
