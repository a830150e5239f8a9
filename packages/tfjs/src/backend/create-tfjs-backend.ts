import { type BackendV1, backendFromExecutor } from '@chainzrule/core';
import { type RejectedDevice, selectDevice } from './choose-device.ts';
import type { DeviceName } from './device.ts';
import { deviceText } from './device-text.ts';
import { TfjsExecutor } from './tfjs-executor.ts';

/** How a backend on TensorFlow.js is made. */
export interface TfjsBackendOptions {
  /**
   * Where to compute; `auto` (the default) takes the first of webgpu, webgl, wasm, cpu that starts and multiplies two known matrices
   * rightly.
   */
  readonly device?: DeviceName | 'auto' | undefined;
}

/** A backend on TensorFlow.js. Disposing it takes back what was put on `globalThis` for WebGPU in Node. */
export interface TfjsBackend extends BackendV1, AsyncDisposable {
  /** Better devices that `auto` tried first, with what is wrong with each. */
  readonly rejected: readonly RejectedDevice[];
}

/**
 * A backend that runs and trains networks on TensorFlow.js in float32: the step's closed forms as kernels of the device, no automatic
 * differentiation. The application's active backend, scopes and flags stay as they are.
 * @throws ChainzRuleError `UNSUPPORTED` where the device cannot be used, `MISSING_DEPENDENCY` where its package is not installed,
 * `INVALID_ARGUMENT`.
 */
export async function createTfjsBackend(options: TfjsBackendOptions = {}): Promise<TfjsBackend> {
  const selected = await selectDevice('createTfjsBackend', options.device);
  const { device, arithmetic, close, rejected } = selected;
  const description = {
    name: `tfjs-${device.name}`,
    device: deviceText(selected),
    arithmetic,
    capabilities: { browser: true, fusedSteps: true, deterministic: device.name !== 'webgpu' },
  };
  return {
    ...backendFromExecutor(description, new TfjsExecutor(device)),
    rejected,
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}
