import { fail } from '../errors/fail.ts';

const NUMBER = /[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z]+/y;

/** Reads a schedule's text from left to right and remembers where each field of the document stood. */
export class TextCursor {
  readonly text: string;
  at: number = 0;
  /** An example of what was being read, for messages. */
  example: string = 'geometric:1e-1..1e-3';
  readonly #positions: Map<string, number> = new Map();

  constructor(text: string) {
    this.text = text;
  }

  /** A word, or undefined where there is none. */
  word(): string | undefined {
    return this.#match(WORD);
  }

  /** A finite number; `path` is its field in the document. */
  number(path: string): number {
    const start = this.at;
    this.mark(path, start);
    const found = this.#match(NUMBER);
    if (found === undefined) this.refuse('a number');
    const value = Number(found);
    if (!Number.isFinite(value)) {
      this.at = start;
      this.refuse('a finite number');
    }
    return value;
  }

  /** Whether the next characters are `token`, which is then passed. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** Passes `token`, which must come next. */
  expect(token: string): void {
    if (!this.take(token)) this.refuse(JSON.stringify(token));
  }

  /** Notes that the field `path` begins at `position`. */
  mark(path: string, position: number): void {
    this.#positions.set(path, position);
  }

  /** Goes back to where the field `path`, or the nearest one around it, began. */
  returnTo(path: string): void {
    let known = path;
    while (known !== '' && !this.#positions.has(known)) known = known.slice(0, Math.max(known.lastIndexOf('.'), 0));
    this.at = this.#positions.get(known) ?? 0;
  }

  /** Fails here: shows the text, the place, what was found, what is allowed and an example. */
  refuse(allowed: string): never {
    const rest = this.text.slice(this.at);
    const found = rest === '' ? 'the end' : JSON.stringify(rest.length > 40 ? `${rest.slice(0, 37)}...` : rest);
    const shown = JSON.stringify(this.text.length > 120 ? `${this.text.slice(0, 117)}...` : this.text);
    fail(
      'INVALID_SPEC',
      `the schedule ${shown} is not valid at character ${this.at + 1}: found ${found}; allowed: ${allowed}; for example ${this.example}`,
      { text: this.text, position: this.at, allowed, example: this.example },
    );
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}
