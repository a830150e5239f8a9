import { type ArithmeticV1, FLOAT32 } from '@chainzrule/core';
import type { Device } from './device.ts';

/** What the device computes in. */
export function arithmeticOf(device: Device): ArithmeticV1 {
  if (device.name === 'webgl' && device.backend.floatPrecision() === 16) return HALF;
  return FLOAT32;
}

/** IEEE binary16, which WebGL falls back to where the GPU cannot render to float32 textures. */
const HALF: ArithmeticV1 = {
  unitRoundoff: 2 ** -11,
  smallestNormal: 2 ** -14,
  largestFinite: 65504,
  elementary: FLOAT32.elementary,
};
