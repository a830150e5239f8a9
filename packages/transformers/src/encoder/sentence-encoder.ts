import type { JsonObject } from '@chainzrule/core';

/**
 * What an encoder's vectors depend on, as plain JSON: its kind, source, revision, dtype, pooling, limit and the hashes of its files.
 * Embeddings are cached under it, and a model file carries it so that `loadTextClassifier` finds the same encoder again.
 */
export interface EncoderIdentity extends JsonObject {
  /** `transformers` (a network), `static` (a table of token vectors), or a name of your own. */
  readonly kind: string;
  /** Name on the hub, or path. */
  readonly source: string;
}

/** What came out for some texts. */
export interface EncodedTexts {
  /** [texts, dimensions] row-major float32. */
  readonly vectors: Float32Array;
  /** [texts] tokens of each text before any cut, special tokens included. */
  readonly tokens: Int32Array;
}

/** Turns texts into vectors of one length: `createEncoder` makes two kinds, and any object of this shape is a third. */
export interface SentenceEncoder extends AsyncDisposable {
  readonly identity: EncoderIdentity;
  /** What computes, such as `cpu` or `webgpu`; cached vectors of one device are not used for another. */
  readonly device: string;
  /** Length of a vector. */
  readonly dimensions: number;
  /** Most tokens of a text that count; what follows is cut off. `null`: no limit. */
  readonly maxTokens: number | null;
  /** Encodes a batch. An empty text is a text like any other. */
  encode(texts: readonly string[]): Promise<EncodedTexts>;
}

/** How token vectors become one: their mean without padding, or the first token's (BERT's `[CLS]`). */
export type Pooling = 'mean' | 'cls';

/** Number formats of published ONNX weights. `q8`, `int8` and `uint8` are quantised while they run, so a vector then depends on its batch mates. */
export type EncoderDtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** Where transformers.js runs an encoder. */
export type EncoderDevice = 'cpu' | 'wasm' | 'webgpu' | 'cuda' | 'dml' | 'coreml' | 'webnn';
