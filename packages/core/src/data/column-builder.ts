import { isMissing, parseNumber } from './cell-text.ts';
import type { Column } from './table.ts';

/** Distinct texts remembered while a column is numeric, in case it turns out not to be. */
const REMEMBERED_TEXTS = 4096;

/**
 * Collects one column's cells as numbers for as long as all are numbers, otherwise as codes into a dictionary of texts.
 * Holds 12 bytes a row while it may still be either and 8 or 4 after, plus the distinct texts.
 */
export class ColumnBuilder {
  #numbers: Float64Array | undefined = new Float64Array(1024);
  #codes: Int32Array | undefined = new Int32Array(1024);
  readonly #dictionary = new Map<string, number>();
  #rows = 0;

  constructor(type?: Column['type']) {
    if (type === 'categorical') this.#numbers = undefined;
  }

  push(cell: string): void {
    const text = cell.trim();
    const missing = isMissing(text);
    const number = missing ? Number.NaN : parseNumber(text);
    if (number === undefined && this.#numbers !== undefined) this.#becomeCategorical();
    const row = this.#rows++;
    if (this.#numbers !== undefined) {
      if (row === this.#numbers.length) this.#numbers = grown(this.#numbers, Float64Array);
      this.#numbers[row] = number!;
    }
    if (this.#codes === undefined) return;
    if (row === this.#codes.length) this.#codes = grown(this.#codes, Int32Array);
    this.#codes[row] = missing ? -1 : this.#codeOf(text);
    if (this.#numbers !== undefined && this.#dictionary.size > REMEMBERED_TEXTS) {
      this.#codes = undefined;
      this.#dictionary.clear();
    }
  }

  finish(): Column {
    if (this.#numbers !== undefined) return { type: 'numeric', values: this.#numbers.slice(0, this.#rows) };
    return { type: 'categorical', codes: this.#codes!.slice(0, this.#rows), categories: [...this.#dictionary.keys()] };
  }

  /** Texts come back as they were written, or, beyond the remembered ones, as JavaScript writes the numbers. */
  #becomeCategorical(): void {
    const numbers = this.#numbers!;
    this.#numbers = undefined;
    if (this.#codes !== undefined) return;
    this.#codes = new Int32Array(numbers.length);
    for (let row = 0; row < this.#rows; row++) {
      this.#codes[row] = Number.isNaN(numbers[row]) ? -1 : this.#codeOf(String(numbers[row]));
    }
  }

  #codeOf(text: string): number {
    const known = this.#dictionary.get(text);
    if (known !== undefined) return known;
    this.#dictionary.set(text, this.#dictionary.size);
    return this.#dictionary.size - 1;
  }
}

function grown<A extends Float64Array | Int32Array>(array: A, type: new (length: number) => A): A {
  const larger = new type(2 * array.length);
  larger.set(array);
  return larger;
}
