/** Random signs by xorshift: fast, and the same from the same seed. */
export class RandomSigns {
  #state: number;
  #left = 0;
  #bits = 0;

  constructor(seed: number) {
    this.#state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1) >>> 0;
  }

  /** Adds ± each error to the values. */
  disturb(values: Float64Array, errors: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      if (this.#left === 0) this.#refill();
      values[i] = values[i]! + (this.#bits & 1 ? errors[i]! : -errors[i]!);
      this.#bits >>>= 1;
      this.#left--;
    }
  }

  #refill(): void {
    let s = this.#state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.#state = s >>> 0;
    this.#bits = this.#state;
    this.#left = 31;
  }
}
