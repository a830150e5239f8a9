/** SHA-256 of a text's UTF-8 bytes. */
export const KEY_BYTES = 32;

/** A text's vector as it is kept. */
export interface CacheEntry {
  /** [KEY_BYTES]. */
  readonly key: Uint8Array;
  /** Tokens of the text before any cut. */
  readonly tokens: number;
  /** [dimensions] float32. */
  readonly vector: Float32Array;
}

/** Keeps vectors by text. What it cannot give it calls missing; it never fails an embedding. */
export interface VectorStore {
  /** Entries of the given keys, undefined where there is none. */
  find(keys: readonly Uint8Array[]): Promise<(CacheEntry | undefined)[]>;
  /** Keeps entries; they last once this resolves. */
  add(entries: readonly CacheEntry[]): Promise<void>;
}
