const scratch = new DataView(new ArrayBuffer(8));

/** The bits of the float16 nearest to a number, ties to even; what is too large becomes ±∞. */
export function toFloat16Bits(value: number): number {
  scratch.setFloat64(0, value);
  const sign = (scratch.getUint8(0) >> 7) << 15;
  if (Number.isNaN(value)) return 0x7e00;
  const size = Math.abs(value);
  // Half of the step above the largest float16, 65504.
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  // A number of steps of 2^(exponent − 10): exact, since both are powers of two times 53 bits.
  const steps = roundTiesToEven(size * 2 ** (10 - exponent));
  // Normal numbers hold 1024 in the exponent's lowest bit; a carry into the next binade comes out right by itself.
  return sign | (((exponent + 14) << 10) + steps);
}

/** The number that float16 bits stand for. */
export function fromFloat16Bits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
