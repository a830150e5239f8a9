import { ChainzRuleError, describeValue, fail } from '@chainzrule/core';
import type { DeviceName } from './device.ts';
import { type OpenDevice, openDevice } from './open-device.ts';

/** A device that was tried and cannot be used, and why. */
export interface RejectedDevice {
  readonly device: DeviceName;
  readonly reason: string;
}

/** Best first. */
const ORDER: readonly DeviceName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

/** An open device, and those that `auto` would have preferred. */
export interface SelectedDevice extends OpenDevice {
  readonly rejected: readonly RejectedDevice[];
}

/**
 * Opens the device a caller names; `auto`, and no name, stand for the best there is.
 * @throws ChainzRuleError `INVALID_ARGUMENT`, `MISSING_DEPENDENCY`, `UNSUPPORTED`.
 */
export async function selectDevice(call: string, wanted: DeviceName | 'auto' = 'auto'): Promise<SelectedDevice> {
  if (wanted === 'auto') return await chooseDevice();
  if (ORDER.includes(wanted)) return { ...(await openDevice(wanted)), rejected: [] };
  const allowed = [...ORDER, 'auto'].join(', ');
  return fail('INVALID_ARGUMENT', `${call}: device is ${describeValue(wanted)}; it must be one of ${allowed}`);
}

/**
 * Opens the first device, from the fastest on, that starts and computes a known product.
 * @throws ChainzRuleError `UNSUPPORTED` naming what is wrong with each.
 */
async function chooseDevice(): Promise<SelectedDevice> {
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
