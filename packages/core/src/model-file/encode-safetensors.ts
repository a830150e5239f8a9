import { describeValue, fail } from '../errors/fail.ts';
import {
  DTYPE_BYTES,
  elementCount,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  METADATA_KEY,
  type SafeDtype,
  type SafeTensor,
} from './safetensors.ts';

/**
 * Writes a safetensors file: Float64Arrays as F64, then Float32Arrays as F32, each by name; metadata keys sorted; the header padded with
 * spaces to a multiple of 8 bytes. So equal content gives equal bytes, and every F64 tensor is aligned.
 * @throws ChainzRuleError `INVALID_ARGUMENT`, `SHAPE_MISMATCH` (more or fewer numbers than the shape says).
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = [...tensors].map(([name, tensor]) => ({ name, tensor, dtype: checkTensor(name, tensor) }));
  entries.sort((a, b) => compare(b.dtype, a.dtype) || compare(a.name, b.name));
  const fields = Object.keys(metadata).length > 0 ? [`"${METADATA_KEY}":${metadataText(metadata)}`] : [];
  let offset = 0;
  for (const { name, tensor, dtype } of entries) {
    const end = offset + tensor.data.length * DTYPE_BYTES[dtype];
    const facts = { dtype, shape: tensor.shape, data_offsets: [offset, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(facts)}`);
    offset = end;
  }
  const header = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerLength = Math.ceil(header.length / 8) * 8;
  if (headerLength > MAX_HEADER_BYTES) {
    fail(
      'INVALID_ARGUMENT',
      `encodeSafetensors: the header takes ${headerLength} bytes, the format allows ${MAX_HEADER_BYTES}; shorten the metadata`,
    );
  }
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(header, LENGTH_BYTES);
  bytes.fill(0x20, LENGTH_BYTES + header.length, LENGTH_BYTES + headerLength);
  let at = LENGTH_BYTES + headerLength;
  for (const { tensor } of entries) at = writeNumbers(view, at, tensor.data);
  return bytes;
}

function checkTensor(name: string, tensor: SafeTensor): SafeDtype {
  if (typeof name !== 'string' || name === METADATA_KEY)
    fail('INVALID_ARGUMENT', `encodeSafetensors: ${describeValue(name)} cannot name a tensor`);
  const { shape, data } = (tensor ?? {}) as Partial<SafeTensor>;
  if (!(data instanceof Float64Array || data instanceof Float32Array)) {
    fail(
      'INVALID_ARGUMENT',
      `encodeSafetensors: tensor "${name}" holds ${describeValue(data)}; it must be a Float64Array or a Float32Array`,
      { name },
    );
  }
  if (elementCount(shape) !== data.length) {
    fail(
      'SHAPE_MISMATCH',
      `encodeSafetensors: tensor "${name}" has shape ${describeValue(shape)} and ${data.length} numbers; they must agree`,
      { name, shape, length: data.length },
    );
  }
  return data instanceof Float64Array ? 'F64' : 'F32';
}

function metadataText(metadata: Readonly<Record<string, string>>): string {
  const field = (key: string): string => {
    const value: unknown = metadata[key];
    if (typeof value === 'string') return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    fail(
      'INVALID_ARGUMENT',
      `encodeSafetensors: metadata "${key}" is ${describeValue(value)}; the format holds text only`,
    );
  };
  return `{${Object.keys(metadata).sort().map(field).join(',')}}`;
}

function writeNumbers(view: DataView, at: number, data: Float64Array | Float32Array): number {
  if (data instanceof Float64Array) {
    for (let i = 0; i < data.length; i++, at += 8) view.setFloat64(at, data[i]!, true);
  } else {
    for (let i = 0; i < data.length; i++, at += 4) view.setFloat32(at, data[i]!, true);
  }
  return at;
}

/** By UTF-16 code units, which no locale changes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
