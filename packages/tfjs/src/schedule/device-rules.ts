import type { DeviceName } from '../backend/device.ts';
import { ownFunction } from '../fused/own-function.ts';
import type { Rule } from './rule.ts';
import { columnSumByPooling, columnSumByProduct } from './rules/column-sum.ts';
import { multiplyAdd } from './rules/multiply-add.ts';
import { split } from './rules/split.ts';
import { square } from './rules/square.ts';
import { transposedProduct } from './rules/transposed-product.ts';

/** What pays on each device, the first that fits wins; measured by `pnpm bench speed --only targets`. */
export const DEVICE_RULES: Readonly<Record<DeviceName, readonly Rule[]>> = {
  cpu: [split, columnSumByProduct, square, multiplyAdd],
  wasm: [split, columnSumByPooling, square, transposedProduct],
  webgl: [split, square],
  webgpu: [split, square, ownFunction],
};
