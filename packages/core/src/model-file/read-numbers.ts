import { DTYPE_BYTES, type SafeDtype } from './safetensors.ts';

type ReadOne = (view: DataView, at: number) => number;

const readers: Readonly<Record<SafeDtype, ReadOne>> = {
  F64: (view, at) => view.getFloat64(at, true),
  F32: (view, at) => view.getFloat32(at, true),
  F16: (view, at) => fromHalf(view.getUint16(at, true)),
  BF16: (view, at) => fromBrain(view.getUint16(at, true)),
};

/** `count` little-endian numbers from byte `at`, whatever its alignment. */
export function readNumbers(view: DataView, at: number, dtype: SafeDtype, count: number): Float64Array | Float32Array {
  const read = readers[dtype];
  const size = DTYPE_BYTES[dtype];
  const data = dtype === 'F64' ? new Float64Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++, at += size) data[i] = read(view, at);
  return data;
}

/** IEEE binary16: 1 sign, 5 exponent and 10 fraction bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const brain = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function fromBrain(bits: number): number {
  brain.setUint32(0, bits << 16);
  return brain.getFloat32(0);
}
