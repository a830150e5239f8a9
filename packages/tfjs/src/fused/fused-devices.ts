import { sizeOf } from '@chainzrule/core';
import type { DeviceName } from '../backend/device.ts';
import type { RunFused } from '../schedule/run-schedule.ts';
import { GLSL, WGSL } from './dialect.ts';
import type { FusedDevice } from './fuse-graph.ts';
import { runOnWebGl, runOnWebGpu } from './run-fused.ts';

/** Longest dot product that one thread computes alone. */
const LONGEST_DOT = 4096;

/** A device with programs of our own. */
export interface FusedPlace extends FusedDevice {
  readonly run: RunFused;
  /** Only training steps; everything else by the backend's operators, which spare the compilation of many programs. */
  readonly trainingOnly: boolean;
}

/**
 * Devices on which training steps are programs of our own. WebGPU keeps the backend's tiled matrix products. WebGL does not: its products
 * pack four numbers to a texel, every change between the two layouts is a pass of its own, and with tfjs 4.22 they gave wrong kernel gradients
 * on some golden vectors (docs/decisions/013): so nothing is computed by its operators.
 */
export const FUSED_DEVICES: Readonly<Partial<Record<DeviceName, FusedPlace>>> = {
  webgpu: { dialect: WGSL, productsInPlace: () => false, run: runOnWebGpu, trainingOnly: true },
  webgl: {
    dialect: GLSL,
    productsInPlace: ({ shape, operands }) => sizeOf(shape) > 1 || sizeOf(operands[0]!.shape) <= LONGEST_DOT,
    run: runOnWebGl,
    trainingOnly: false,
  },
};

/** What runs programs of our own on a device; a schedule for one without them has none. */
export function runFusedOn(device: DeviceName): RunFused {
  return FUSED_DEVICES[device]?.run ?? noPrograms;
}

function noPrograms(): never {
  throw new TypeError('this device has no programs of our own');
}
