/** A tensor of a safetensors file, row-major. */
export interface SafeTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The number formats that are read; `F16` and `BF16` widen to float32 without loss. */
export type SafeDtype = 'F64' | 'F32' | 'F16' | 'BF16';

/** Bytes of one element. */
export const DTYPE_BYTES: Readonly<Record<SafeDtype, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** The key of the header that is no tensor. */
export const METADATA_KEY = '__metadata__';

/** The format's own limit of the header, in bytes. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Bytes before the header: its length, a little-endian integer of 64 bits. */
export const LENGTH_BYTES = 8;

/** Elements of a shape; undefined where it is not one, or beyond what a number counts exactly. */
export function elementCount(shape: unknown): number | undefined {
  if (!Array.isArray(shape)) return undefined;
  let count = 1;
  for (const length of shape as unknown[]) {
    if (!Number.isSafeInteger(length) || (length as number) < 0) return undefined;
    count *= length as number;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}
