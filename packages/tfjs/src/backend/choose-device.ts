import { ChainzRuleError, fail } from '@chainzrule/core';
import type { DeviceName } from './device.ts';
import { type OpenDevice, openDevice } from './open-device.ts';

/** A device that was tried and cannot be used, and why. */
export interface RejectedDevice {
  readonly device: DeviceName;
  readonly reason: string;
}

/** Best first. */
const ORDER: readonly DeviceName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

/**
 * Opens the first device, from the fastest on, that starts and computes a known product.
 * @throws ChainzRuleError `UNSUPPORTED` naming what is wrong with each.
 */
export async function chooseDevice(): Promise<OpenDevice & { readonly rejected: readonly RejectedDevice[] }> {
  const rejected: RejectedDevice[] = [];
  for (const name of ORDER) {
    try {
      return { ...(await openDevice(name)), rejected };
    } catch (error) {
      if (!ChainzRuleError.isInstance(error)) throw error;
      rejected.push({ device: name, reason: String(error.details['reason'] ?? error.message) });
    }
  }
  const reasons = rejected.map(({ device, reason }) => `${device}: ${reason}`).join('; ');
  return fail('UNSUPPORTED', `TensorFlow.js can compute on no device here. ${reasons}`, { rejected });
}
