import { type BackendV1, fail } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';

/** How each backend is made; its adapter and runtime are chunks of their own, loaded on choice. */
const LOADERS: Readonly<Record<string, () => Promise<BackendV1>>> = {
  reference: async () => createReferenceBackend(),
  'tfjs-cpu': async () => (await import('@chainzrule/tfjs')).createTfjsBackend({ device: 'cpu' }),
  'tfjs-wasm': async () => {
    const { serveTfjsWasm } = await import('./serve-tfjs-wasm.ts');
    serveTfjsWasm();
    return (await import('@chainzrule/tfjs')).createTfjsBackend({ device: 'wasm' });
  },
  'tfjs-webgl': async () => (await import('@chainzrule/tfjs')).createTfjsBackend({ device: 'webgl' }),
  'tfjs-webgpu': async () => {
    await requireWebGpu();
    return (await import('@chainzrule/tfjs')).createTfjsBackend({ device: 'webgpu' });
  },
  'onnx-web': async () => (await import('@chainzrule/onnx')).createOnnxBackend({ runtime: 'web', device: 'wasm' }),
  'onnx-web-webgpu': async () => {
    await requireWebGpu();
    return (await import('@chainzrule/onnx')).createOnnxBackend({ runtime: 'web', device: 'webgpu' });
  },
};

const loaded = new Map<string, Promise<BackendV1>>();

/**
 * Makes a backend by name, once a worker.
 * @throws ChainzRuleError `INVALID_ARGUMENT`, `UNSUPPORTED` where the browser lacks what it needs, `BACKEND_FAILED`.
 */
export async function loadBackend(name: string): Promise<BackendV1> {
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name]! : undefined;
  if (load === undefined) return fail('INVALID_ARGUMENT', `there is no backend "${name}" here`);
  const backend = loaded.get(name) ?? load();
  loaded.set(name, backend);
  try {
    return await backend;
  } catch (error) {
    // One that failed may work the next time: a device that was busy, say, or a chunk that could not be fetched.
    loaded.delete(name);
    if (error instanceof TypeError)
      fail(
        'BACKEND_FAILED',
        `${name} could not be loaded (${error.message}); is the page offline? Runtimes are fetched when they are first chosen`,
        { name },
        error,
      );
    throw error;
  }
}

/** Asks before a large runtime is fetched for nothing. */
async function requireWebGpu(): Promise<void> {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<unknown> } };
  if (gpu === undefined) fail('UNSUPPORTED', 'this browser offers no WebGPU; choose a backend that does without');
  if ((await gpu.requestAdapter()) === null)
    fail('UNSUPPORTED', 'this browser knows WebGPU but finds no adapter for it; choose a backend that does without');
}
