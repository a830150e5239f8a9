import { createHash } from 'node:crypto';

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One independent piece of work. Equal work has an equal id, so doing it twice does no harm. */
export interface Job {
  /** SHA-256 of payload and data, hexadecimal. */
  readonly id: string;
  /** What the handler is to do. */
  readonly payload: JsonValue;
  /** SHA-256 of the bytes it needs, hexadecimal. */
  readonly data?: string | undefined;
}

/** Makes a job; its id follows from its content alone. `data`: the SHA-256 of the bytes it needs. */
export function jobOf(payload: JsonValue, data?: string): Job {
  const id = createHash('sha256')
    .update(canonical({ payload, data: data ?? null }))
    .digest('hex');
  return { id, payload, ...(data !== undefined && { data }) };
}

/** JSON with keys in order, so that equal values are equal text. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: JsonValue) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
