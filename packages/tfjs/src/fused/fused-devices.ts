import { sizeOf } from '@chainzrule/core';
import type { DeviceName } from '../backend/device.ts';
import type { RunFused } from '../schedule/run-schedule.ts';
import { GLSL, WGSL } from './dialect.ts';
import type { FusedDevice } from './fuse-graph.ts';
import { runOnWebGl, runOnWebGpu } from './run-fused.ts';

/** Longest dot product that one thread computes alone. */
const LONGEST_DOT = 4096;

/**
 * Devices on which training steps are programs of our own. WebGPU keeps the backend's tiled matrix products. WebGL does not: its products
 * pack four numbers to a texel, and every change between the two layouts is a pass of its own.
 */
export const FUSED_DEVICES: Readonly<Partial<Record<DeviceName, FusedDevice & { readonly run: RunFused }>>> = {
  webgpu: { dialect: WGSL, productsInPlace: () => false, run: runOnWebGpu },
  webgl: {
    dialect: GLSL,
    productsInPlace: ({ shape, operands }) => sizeOf(shape) > 1 || sizeOf(operands[0]!.shape) <= LONGEST_DOT,
    run: runOnWebGl,
  },
};
