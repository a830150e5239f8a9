import { type ArithmeticV1, type BackendV1, backendFromOps, FLOAT32 } from '@chainzrule/core';
import { roundTo } from '../../src/arithmetic/round-to.ts';
import { roundedOps, type SumOrder } from './rounded-ops.ts';

/** IEEE float16, as a backend of that precision would declare it. */
export const FLOAT16: ArithmeticV1 = {
  unitRoundoff: 2 ** -11,
  smallestNormal: 2 ** -14,
  largestFinite: 65_504,
  elementary: FLOAT32.elementary,
};

/** A backend that computes in one format and declares another. */
export function emulation(computes: ArithmeticV1, declares: ArithmeticV1, order: SumOrder): BackendV1 {
  const { ops, memory } = roundedOps(roundTo(computes), order);
  const description = {
    name: `emulated-${order}`,
    device: `float64 rounded to ${-Math.log2(computes.unitRoundoff)} bits after every operation`,
    arithmetic: declares,
    capabilities: { browser: true, fusedSteps: false, deterministic: true },
  };
  return backendFromOps(description, ops, memory);
}
