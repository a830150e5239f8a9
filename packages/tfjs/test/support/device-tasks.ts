import type { DeviceName } from '../../src/index.ts';
import type { DeviceTask } from '../elsewhere/judge-device.ts';
import { vectorTexts } from './vectors.ts';

const ALL = process.env['CHAINZRULE_ALL_VECTORS'] === '1';
const CASES = process.env['CHAINZRULE_CASES'];

/**
 * What a device is given within the CI's time. A GPU is computed in software where there is none, and compiles a program for every shape: a few
 * vectors and short trajectories, on WebGPU without the thousand steps of tier 7; in Node, where the same WebGPU runs, the fewest.
 * `CHAINZRULE_ALL_VECTORS=1` gives every device everything; `CHAINZRULE_CASES`: generated cases.
 */
export function deviceTask(device: DeviceName, place: 'browser' | 'node' = 'browser'): DeviceTask {
  const isGpu = device === 'webgl' || device === 'webgpu';
  const cases = CASES === undefined ? (isGpu ? 0 : 20) : Number(CASES);
  const whole = { device, vectors: vectorTexts, cases, multiplyAdds: 2e6 };
  if (ALL || !isGpu) return whole;
  const every = place === 'node' ? 32 : 13;
  const vectors = vectorTexts.filter((_, index) => index % every === 3);
  return { ...whole, vectors, trajectorySteps: 2, tier: device === 'webgpu' ? 6 : 8 };
}

/** What the task is, for a test's name. */
export const taskText = ({ vectors, cases, tier = 8 }: DeviceTask): string =>
  `tiers 0 to ${tier} of the conformance kit on ${vectors.length} vectors and ${cases} generated cases`;
