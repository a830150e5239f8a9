import type { Rng } from '../random/rng.ts';

/**
 * The seeded order of rows: permutation after permutation of 0 … rows − 1, without end. Permutation p depends on the seed
 * and p alone, so any part of the stream can be had again.
 */
export class RowStream {
  readonly #rng: Rng;
  readonly #rows: number;
  /** The permutation made last, and its number. */
  #current: { readonly number: number; readonly order: Int32Array } | undefined;

  constructor(rng: Rng, rows: number) {
    this.#rng = rng;
    this.#rows = rows;
  }

  /** The rows at positions [from, to) of the stream. */
  take(from: number, to: number): Int32Array {
    const taken = new Int32Array(to - from);
    for (let position = from; position < to; ) {
      const pass = Math.floor(position / this.#rows);
      const order = this.#permutation(pass);
      const start = position - pass * this.#rows;
      const part = order.subarray(start, Math.min(this.#rows, start + to - position));
      taken.set(part, position - from);
      position += part.length;
    }
    return taken;
  }

  #permutation(number: number): Int32Array {
    if (this.#current?.number !== number)
      this.#current = { number, order: this.#rng.fork(number).permutation(this.#rows) };
    return this.#current.order;
  }
}
