import { describeValue, fail } from '@chainzrule/core';

/** What the head of a `.npy` file says. */
export interface NpyHeader {
  /** NumPy's type text, such as `<f4`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly dataStart: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself writes far less; more is a fault or an attack. */
const MAX_HEADER = 65_536;

/**
 * Reads the head of a `.npy` file, versions 1 to 3. Nothing is evaluated: the dictionary is matched as text.
 * @throws ChainzRuleError `INVALID_DATA` for everything that is not a plain array in C order.
 */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  if (!MAGIC.every((byte, index) => bytes[index] === byte))
    fail('INVALID_DATA', 'this is not a .npy file: it does not begin with \\x93NUMPY; save it with numpy.save');
  const version = bytes[6];
  if (version !== 1 && version !== 2 && version !== 3)
    fail('INVALID_DATA', `the .npy file has version ${version}; versions 1, 2 and 3 are read`);
  const lengthBytes = version === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) failShort();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER)
    fail('INVALID_DATA', `the .npy file says its header has ${length} bytes; at most ${MAX_HEADER} are read`);
  const dataStart = 8 + lengthBytes + length;
  if (bytes.length < dataStart) failShort();
  return parse(new TextDecoder('latin1').decode(bytes.subarray(8 + lengthBytes, dataStart)), dataStart);
}

function parse(header: string, dataStart: number): NpyHeader {
  const type = /'descr'\s*:\s*'([^']{1,16})'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([\d,\sL]{0,200})\)/.exec(header)?.[1];
  if (type === undefined || order === undefined || shape === undefined) {
    fail(
      'INVALID_DATA',
      `the header of the .npy file cannot be read: ${describeValue(header.trim())}; a plain array of numbers is needed (no records, no objects)`,
    );
  }
  if (order === 'True')
    fail('INVALID_DATA', 'the .npy file is in Fortran order; save numpy.ascontiguousarray(array) instead');
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size.replace('L', ''))]));
  const odd = sizes.find((size) => !Number.isSafeInteger(size) || size < 0);
  if (odd !== undefined) fail('INVALID_DATA', `the .npy file has the shape (${shape}); sizes must be whole numbers`);
  return { type, shape: sizes, dataStart };
}

function failShort(): never {
  fail('INVALID_DATA', 'the .npy file ends within its header; copy or download it again');
}
