import type { DeviceName } from '../backend/device.ts';
import type { Rule } from './rule.ts';
import { columnSumByPooling, columnSumByProduct } from './rules/column-sum.ts';
import { multiplyAdd } from './rules/multiply-add.ts';
import { square } from './rules/square.ts';
import { transposedProduct } from './rules/transposed-product.ts';

/** What pays on each device, the first that fits wins; measured by bench/step-time.ts. */
export const DEVICE_RULES: Readonly<Record<DeviceName, readonly Rule[]>> = {
  cpu: [columnSumByProduct, square, multiplyAdd],
  wasm: [columnSumByPooling, square, transposedProduct],
  webgl: [square],
  webgpu: [square],
};
