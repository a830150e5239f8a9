import { fail } from '@chainzrule/core';
import type { InferenceSession } from 'onnxruntime-web';
import type { OrtModule } from './runtime.ts';

/** A model made ready to run. */
export interface CompiledModel {
  readonly session: InferenceSession;
  /** Names of its inputs and outputs, in the order of the function. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A model's bytes with the names of what goes in and out. */
export interface ModelSource {
  readonly bytes: Uint8Array;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Keeps the sessions used last; making one costs milliseconds to a second, and each holds memory of its own. */
export class SessionCache {
  readonly #ort: OrtModule;
  readonly #options: InferenceSession.SessionOptions;
  readonly #limit: number;
  /** The least recently used first. */
  readonly #models = new Map<string, CompiledModel>();
  #closed = false;

  constructor(ort: OrtModule, options: InferenceSession.SessionOptions, limit: number) {
    this.#ort = ort;
    this.#options = options;
    this.#limit = limit;
  }

  /** The model for a key, made by `source` where it is not at hand. Calls must not overlap. @throws ChainzRuleError `DISPOSED`. */
  async get(key: string, source: () => ModelSource): Promise<CompiledModel> {
    if (this.#closed) fail('DISPOSED', 'this ONNX backend was disposed; make a new one');
    const known = this.#models.get(key);
    if (known !== undefined) {
      this.#models.delete(key);
      this.#models.set(key, known);
      return known;
    }
    const { bytes, inputs, outputs } = source();
    const model = { session: await this.#ort.InferenceSession.create(bytes, this.#options), inputs, outputs };
    this.#models.set(key, model);
    await this.#shrink(this.#limit);
    return model;
  }

  /** Frees every session, for good. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#shrink(0);
  }

  async #shrink(size: number): Promise<void> {
    for (const [key, { session }] of this.#models) {
      if (this.#models.size <= size) break;
      this.#models.delete(key);
      await session.release();
    }
  }
}
