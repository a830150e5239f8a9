import { fail } from '@chainzrule/core';

/** Addresses that are set aside; memory is used as it is written. */
const MAX_BYTES = 2 ** 32;

/** Resizable buffers (ES2024), which every runtime this project supports has. */
type ResizableBuffer = ArrayBuffer & { resize(bytes: number): void };
const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ResizableBuffer;

/** Float32 numbers whose count is not known beforehand: they grow in place, so that they are never there twice. */
export class GrowingArray {
  readonly #buffer = new Resizable(0, { maxByteLength: MAX_BYTES });

  /** Writes numbers at the end. @throws ChainzRuleError `INVALID_DATA` beyond 4 GiB. */
  set(numbers: Float32Array, at: number): void {
    const bytes = 4 * (at + numbers.length);
    if (bytes > MAX_BYTES)
      fail(
        'INVALID_DATA',
        `the embeddings take more than ${MAX_BYTES} bytes; take them block by block, with embedBlocks`,
      );
    this.#buffer.resize(bytes);
    new Float32Array(this.#buffer, 4 * at, numbers.length).set(numbers);
  }

  /** All numbers so far, not a copy. */
  get values(): Float32Array {
    return new Float32Array(this.#buffer, 0, this.#buffer.byteLength / 4);
  }
}
