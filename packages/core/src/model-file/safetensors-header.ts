import { describeValue, fail } from '../errors/fail.ts';
import { isPlainObject, type JsonValue } from './json.ts';
import { readJson } from './read-json.ts';
import {
  DTYPE_BYTES,
  elementCount,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  METADATA_KEY,
  type SafeDtype,
} from './safetensors.ts';

/** One tensor as the header describes it: the bytes from `start` to `end` of the data are `count` numbers. */
export interface HeaderTensor {
  readonly name: string;
  /** Undefined where nobody asked for the tensor: then it may be of a type that is not read. */
  readonly dtype: SafeDtype | undefined;
  readonly shape: readonly number[];
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

export interface Header {
  /** In the header's order. */
  readonly tensors: readonly HeaderTensor[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the data begins in the file. */
  readonly dataStart: number;
}

/** Reads the header and checks each entry by itself. @throws ChainzRuleError `INVALID_MODEL_FILE`. */
export function readHeader(bytes: Uint8Array, wanted: (name: string) => boolean): Header {
  const length = headerLength(bytes);
  const dataStart = LENGTH_BYTES + length;
  const root = readJson(headerText(bytes.subarray(LENGTH_BYTES, dataStart)), 'the header of the file');
  if (!isPlainObject(root))
    fail('INVALID_MODEL_FILE', 'the header of the file is not a JSON object; it is no safetensors file');
  const { [METADATA_KEY]: metadata = {}, ...entries } = root as Readonly<Record<string, JsonValue>>;
  const tensors = Object.entries(entries).map(([name, entry]) => readEntry(name, entry, wanted(name)));
  return { tensors, metadata: readMetadata(metadata), dataStart };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    fail(
      'INVALID_MODEL_FILE',
      `the file has ${bytes.length} bytes, a safetensors file at least ${LENGTH_BYTES + 2}; it is empty or cut short`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const room = bytes.length - LENGTH_BYTES;
  if (length > MAX_HEADER_BYTES || length > room) {
    fail(
      'INVALID_MODEL_FILE',
      `the file claims a header of ${length} bytes, ${room} follow and the format allows ${MAX_HEADER_BYTES}; it is cut short, or no safetensors file`,
    );
  }
  return Number(length);
}

function headerText(bytes: Uint8Array): string {
  if (bytes[0] !== 0x7b)
    fail('INVALID_MODEL_FILE', 'the header of the file does not begin with "{"; it is no safetensors file');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    fail('INVALID_MODEL_FILE', 'the header of the file is not UTF-8; it is damaged, or no safetensors file', {}, error);
  }
}

function readMetadata(value: JsonValue): Readonly<Record<string, string>> {
  if (!isPlainObject(value))
    fail('INVALID_MODEL_FILE', `${METADATA_KEY} is ${describeValue(value)}; it must be an object of text`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string')
      fail('INVALID_MODEL_FILE', `${METADATA_KEY} ${describeValue(key)} is ${describeValue(text)}; it must be text`);
  }
  return value as Readonly<Record<string, string>>;
}

function readEntry(tensorName: string, entry: JsonValue, wanted: boolean): HeaderTensor {
  const name = describeValue(tensorName);
  if (!isPlainObject(entry))
    fail('INVALID_MODEL_FILE', `tensor ${name} is ${describeValue(entry)}; it must be { dtype, shape, data_offsets }`);
  const { dtype, shape, data_offsets: offsets, ...others } = entry;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined)
    fail('INVALID_MODEL_FILE', `tensor ${name} has a field ${describeValue(unknown)} that the format does not know`);
  if (wanted && (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype))) {
    const known = Object.keys(DTYPE_BYTES).join(', ');
    fail('INVALID_MODEL_FILE', `tensor ${name} has dtype ${describeValue(dtype)}; this reader takes ${known}`);
  }
  const count = elementCount(shape);
  if (count === undefined)
    fail(
      'INVALID_MODEL_FILE',
      `tensor ${name} has shape ${describeValue(shape)}; it must be a list of whole numbers >= 0 of a size that can exist`,
    );
  const [start, end] = readOffsets(name, offsets);
  if (!wanted) return { name: tensorName, dtype: undefined, shape: shape as number[], count, start, end };
  const size = count * DTYPE_BYTES[dtype as SafeDtype];
  if (end - start !== size) {
    fail(
      'INVALID_MODEL_FILE',
      `tensor ${name} takes ${end - start} bytes, ${dtype} ${describeValue(shape)} would take ${size}; the file is damaged`,
    );
  }
  return { name: tensorName, dtype: dtype as SafeDtype, shape: shape as number[], count, start, end };
}

function readOffsets(name: string, value: unknown): [start: number, end: number] {
  const offset = (item: unknown): item is number => Number.isSafeInteger(item) && (item as number) >= 0;
  const [start, end, ...others] = Array.isArray(value) ? (value as unknown[]) : [];
  if (offset(start) && offset(end) && start <= end && others.length === 0) return [start, end];
  fail(
    'INVALID_MODEL_FILE',
    `tensor ${name} has data_offsets ${describeValue(value)}; they must be two whole numbers, 0 <= start <= end`,
  );
}
