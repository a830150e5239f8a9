import { type ArithmeticV1, fail } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { measureArithmetic } from './arithmetic.ts';
import { Device, type DeviceName } from './device.ts';
import { lendWebGpuGlobals } from './node-webgpu.ts';
import { quietly } from './quietly.ts';
import { softwareVulkan } from './software-vulkan.ts';

/** A device that has computed a known product, and what gives back what it took. */
export interface OpenDevice {
  readonly device: Device;
  readonly arithmetic: ArithmeticV1;
  readonly close: () => void;
}

interface Gpu {
  requestAdapter(): Promise<unknown>;
}

/** Packages that hold a backend of their own. */
const PACKAGES: Readonly<Partial<Record<DeviceName, () => Promise<unknown>>>> = {
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
};

/**
 * Starts a backend of TensorFlow.js beside the active one and tries it.
 * @throws ChainzRuleError `MISSING_DEPENDENCY` where its package is not installed, `UNSUPPORTED` where it cannot run here or computes
 * wrongly.
 */
export async function openDevice(name: DeviceName): Promise<OpenDevice> {
  // Loading a package may change what TensorFlow.js would choose for an application that has not chosen: let it choose before.
  if (!tf.getBackend()) await quietly(() => tf.ready());
  const close = name === 'webgpu' ? await lendWebGpuGlobals() : () => undefined;
  try {
    return await quietly(async () => {
      await loadPackage(name);
      const device = new Device(name, await start(name));
      await multiplyKnown(device);
      return { device, arithmetic: await measureArithmetic(device), close };
    });
  } catch (error) {
    close();
    throw error;
  }
}

async function loadPackage(name: DeviceName): Promise<void> {
  try {
    await PACKAGES[name]?.();
  } catch (cause) {
    const dependency = `@tensorflow/tfjs-backend-${name}`;
    fail(
      'MISSING_DEPENDENCY',
      `the device ${name} needs the package ${dependency}: npm install ${dependency}`,
      { package: dependency },
      cause,
    );
  }
}

async function start(name: DeviceName): Promise<tf.KernelBackend> {
  const engine = tf.engine();
  const running = engine.registry[name];
  if (running !== undefined) return running;
  const factory = tf.findBackendFactory(name) ?? refuse(name, 'it is not offered on this platform');
  if (name === 'webgpu' && (await gpuAdapter()) === null) refuseWithoutAdapter();
  // The engine would start it as well, but as the active backend, and would keep the reason of a failure to itself.
  const backend = await Promise.resolve()
    .then(factory)
    .catch((cause: unknown) => refuse(name, reasonOf(name, cause), cause));
  engine.registry[name] = backend;
  for (const { setupFunc } of tf.getKernelsForBackend(name)) setupFunc?.(backend);
  return backend;
}

/** Says what would help where something would. */
function refuseWithoutAdapter(): never {
  const environment = softwareVulkan();
  if (environment === undefined) refuse('webgpu', 'the platform offers no adapter');
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return fail(
    'UNSUPPORTED',
    `TensorFlow.js cannot compute on webgpu: no Vulkan driver of a GPU was found; install one, or start Node with ${settings.join(' ')} to compute on the processor`,
    { device: 'webgpu', reason: 'the platform offers no adapter', environment },
  );
}

/** Why a backend does not start. WASM rejects with `{ message }`, most often because a page does not serve its files. */
function reasonOf(name: DeviceName, cause: unknown): string {
  const { message } = cause as { readonly message?: unknown };
  const reason = typeof message === 'string' ? message : String(cause);
  const files =
    'a page has to serve the .wasm files of @tensorflow/tfjs-backend-wasm and to name them by its setWasmPaths';
  return name === 'wasm' ? `${reason}; ${files}` : reason;
}

function gpuAdapter(): Promise<unknown> {
  const { navigator } = globalThis as unknown as { readonly navigator: { readonly gpu: Gpu } };
  return navigator.gpu.requestAdapter();
}

/** A driver may be there and still be wrong or lost. */
async function multiplyKnown(device: Device): Promise<void> {
  const expected = [19, 22, 43, 50];
  let found: ArrayLike<number>;
  try {
    const product = device.run(() => tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])));
    try {
      found = await product.data();
    } finally {
      product.dispose();
    }
  } catch (cause) {
    refuse(device.name, `a product of two matrices fails (${String(cause)})`, cause);
  }
  if (expected.some((value, index) => found[index] !== value))
    refuse(device.name, `[1 2; 3 4]·[5 6; 7 8] comes out as ${Array.from(found).join(' ')}, it is 19 22 43 50`);
}

function refuse(name: DeviceName, reason: string, cause?: unknown): never {
  return fail(
    'UNSUPPORTED',
    `TensorFlow.js cannot compute on ${name}: ${reason}; choose another device, or "auto"`,
    { device: name, reason },
    cause,
  );
}
