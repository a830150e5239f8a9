/** Keeps what was made for a key, up to a number of them; the one unused for longest goes first. */
export class RecentCache<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string, make: () => V): V {
    const value = this.#entries.get(key) ?? make();
    // Inserted anew, so that the first entry is the one unused for longest.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#limit) this.#entries.delete(this.#entries.keys().next().value!);
    return value;
  }
}
