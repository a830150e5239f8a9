import { fail } from '../errors/fail.ts';
import { type JsonObject, type JsonValue, MAX_JSON_DEPTH } from './json.ts';

/**
 * Reads JSON from a file nobody vouches for: keys may stand once, nesting is limited, and a key such as `__proto__` becomes an
 * ordinary own field.
 * @throws ChainzRuleError `INVALID_MODEL_FILE` with the position of the fault.
 */
export function readJson(text: string, what: string): JsonValue {
  return new JsonReader(text, what).document();
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

class JsonReader {
  readonly #text: string;
  readonly #what: string;
  #at = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#refuse('something follows the value');
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > MAX_JSON_DEPTH) this.#refuse(`nesting is deeper than ${MAX_JSON_DEPTH}`);
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(depth: number): JsonObject {
    const fields = new Map<string, JsonValue>();
    this.#items('}', () => {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') this.#refuse('a key in quotes is expected');
      const key = this.#string();
      if (fields.has(key)) this.#refuse(`the key ${JSON.stringify(key.slice(0, 60))} stands twice`);
      if (!this.#take(':')) this.#refuse('":" is expected');
      fields.set(key, this.#value(depth + 1));
    });
    // fromEntries defines own fields; assignment would run the setter of __proto__.
    return Object.fromEntries(fields);
  }

  #array(depth: number): JsonValue[] {
    const values: JsonValue[] = [];
    this.#items(']', () => values.push(this.#value(depth + 1)));
    return values;
  }

  #items(close: string, read: () => void): void {
    this.#at++;
    if (this.#take(close)) return;
    do read();
    while (this.#take(','));
    if (!this.#take(close)) this.#refuse(`"," or "${close}" is expected`);
  }

  #string(): string {
    const start = this.#at++;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '\\') this.#at++;
      if (character === '"') break;
    }
    this.#at++;
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      this.#at = start;
      this.#refuse('a text in quotes is not closed, or holds what JSON does not allow');
    }
  }

  #word(): JsonValue {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.#at;
    const [digits] = NUMBER.exec(this.#text) ?? this.#refuse('a value is expected');
    const value = Number(digits);
    if (!Number.isFinite(value)) this.#refuse('a number is larger than float64 can hold');
    this.#at += digits.length;
    return value;
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '-')) this.#at++;
  }

  #refuse(reason: string): never {
    fail('INVALID_MODEL_FILE', `${this.#what} is not valid JSON at character ${this.#at}: ${reason}`, { at: this.#at });
  }
}
