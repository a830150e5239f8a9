import { type ArithmeticV1, FLOAT32 } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import type { Device, DeviceName } from './device.ts';

/**
 * Errors of elementary functions in units of u = 2⁻²⁴; 1 ULP is at most 2u of the value. cpu and wasm take a mathematical library's functions,
 * but TensorFlow.js' erf is Abramowitz & Stegun 7.1.26: 1.5e-7, which is 2.5u of 1 and 5u where |erf| ≥ ½. The shading languages promise
 * (WGSL, "Floating point accuracy"; GLSL ES 3.00 leaves built-in functions open, so the same is asked of it): a/b 2.5 ULP; sqrt as
 * 1/inverseSqrt, 2 ULP more; log 2⁻²¹ between ½ and 2; exp(x) 3 + 2|x| ULP, here for −4 ≤ x ≤ 0, below which no result rests on it alone;
 * tanh and erf are our own and made of these.
 */
const LIBRARY: ArithmeticV1['elementary'] = { ...FLOAT32.elementary, erf: 5 };
const SHADER: ArithmeticV1['elementary'] = { exp: 22, log: 8, tanh: 14, erf: 14, sqrt: 9, div: 5 };

const ELEMENTARY: Readonly<Record<DeviceName, ArithmeticV1['elementary']>> = {
  cpu: LIBRARY,
  wasm: LIBRARY,
  webgl: SHADER,
  webgpu: SHADER,
};

/** IEEE binary16, which WebGL keeps numbers in where the GPU cannot render to float32 textures. */
const FLOAT16 = { unitRoundoff: 2 ** -11, smallestNormal: 2 ** -14, largestFinite: 65504 } as const;

/** What the device computes in, as it shows itself: 1 + 2⁻²⁰ is 1 in float16. */
export async function measureArithmetic(device: Device): Promise<ArithmeticV1> {
  const elementary = ELEMENTARY[device.name];
  const sum = device.run(() => tf.add(tf.tensor1d([1, 1]), tf.tensor1d([2 ** -20, 2 ** -22])));
  try {
    const [first, second] = await sum.data();
    const isFloat32 = first === 1 + 2 ** -20 && second === 1 + 2 ** -22;
    return { ...FLOAT32, ...(!isFloat32 && FLOAT16), elementary };
  } finally {
    sum.dispose();
  }
}
