import { DATA_TYPE, type DataType, type TensorProto } from '../proto/index.ts';
import { toFloat16Bits } from './float16.ts';

/** Numbers as float32, little-endian. */
export function float32Tensor(name: string, values: ArrayLike<number>, dims: readonly number[]): TensorProto {
  const raw = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) raw.setFloat32(4 * i, values[i]!, true);
  return tensor(name, 'float32', dims, raw);
}

/** Numbers as float16, rounded to the nearest, ties to even. */
export function float16Tensor(name: string, values: ArrayLike<number>, dims: readonly number[]): TensorProto {
  const raw = new DataView(new ArrayBuffer(2 * values.length));
  for (let i = 0; i < values.length; i++) raw.setUint16(2 * i, toFloat16Bits(values[i]!), true);
  return tensor(name, 'float16', dims, raw);
}

/** Integers as int64. */
export function int64Tensor(name: string, values: readonly number[], dims: readonly number[]): TensorProto {
  const raw = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => {
    raw.setBigInt64(8 * i, BigInt(value), true);
  });
  return tensor(name, 'int64', dims, raw);
}

/** Texts. */
export function stringTensor(name: string, texts: readonly string[], dims: readonly number[]): TensorProto {
  const encoder = new TextEncoder();
  const strings = texts.map((text) => encoder.encode(text));
  return { name, dims, dataType: DATA_TYPE.string, strings, raw: undefined };
}

function tensor(name: string, type: DataType, dims: readonly number[], raw: DataView<ArrayBuffer>): TensorProto {
  return { name, dims, dataType: DATA_TYPE[type], strings: [], raw: new Uint8Array(raw.buffer) };
}
