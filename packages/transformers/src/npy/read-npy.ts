import { fail } from '@chainzrule/core';
import { readNpyHeader } from './npy-header.ts';

/** The numbers of a table as they are stored. */
type NpyNumbers = Uint8Array | Int8Array | Float32Array | Float64Array;

/** A two-dimensional array of a `.npy` file. */
export interface NpyTable {
  readonly rows: number;
  readonly cols: number;
  /** [rows, cols] row-major. */
  readonly values: NpyNumbers;
}

/** Types that are read; others can be converted with `array.astype('float32')`. */
const READERS: Readonly<Record<string, { readonly bytes: number; read(data: Uint8Array<ArrayBuffer>): NpyNumbers }>> = {
  '|u1': { bytes: 1, read: (data) => data },
  '|i1': { bytes: 1, read: ({ buffer, byteOffset, length }) => new Int8Array(buffer, byteOffset, length) },
  '<f4': { bytes: 4, read: (data) => new Float32Array(aligned(data)) },
  '<f8': { bytes: 8, read: (data) => new Float64Array(aligned(data)) },
};

/**
 * Reads a `.npy` file of two dimensions: uint8, int8, float32 or float64, little-endian, C order. Everything the header claims is
 * checked against the bytes that are there; nothing of a claimed size is ever made.
 * @throws ChainzRuleError `INVALID_DATA`.
 */
export function readNpy(bytes: Uint8Array<ArrayBuffer>): NpyTable {
  const { type, shape, dataStart } = readNpyHeader(bytes);
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (reader === undefined)
    fail(
      'INVALID_DATA',
      `the .npy file holds numbers of type ${type}; read are ${Object.keys(READERS).join(', ')}; save array.astype('float32')`,
      { type },
    );
  const [rows, cols] = shape;
  if (rows === undefined || cols === undefined || shape.length !== 2 || rows < 1 || cols < 1)
    fail('INVALID_DATA', `the .npy file has the shape (${shape.join(', ')}); a table [rows, columns] is needed`, {
      shape,
    });
  const needed = rows * cols * reader.bytes;
  const found = bytes.length - dataStart;
  if (needed !== found) {
    fail(
      'INVALID_DATA',
      `the .npy file says ${rows} × ${cols} numbers of ${reader.bytes} bytes, ${needed} in all, and holds ${found}; ${found < needed ? 'it is cut short: copy or download it again' : 'something follows them'}`,
      { needed, found },
    );
  }
  return { rows, cols, values: reader.read(bytes.subarray(dataStart)) };
}

/** A copy that begins at a multiple of every number's size. */
function aligned(data: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return data.slice().buffer;
}
