import type { BackendV1 } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';

/** Backends that run in this process. */
export type NodeBackendName = 'reference' | 'onnx-node' | 'onnx-web' | 'tfjs-cpu' | 'tfjs-wasm';

/** Those that may run in Node where there is a GPU. */
export type GpuBackendName = 'tfjs-webgpu';

/** Every backend that runs in Node without a GPU. */
export const NODE_BACKENDS: readonly NodeBackendName[] = [
  'reference',
  'onnx-node',
  'onnx-web',
  'tfjs-cpu',
  'tfjs-wasm',
];

const made = new Map<NodeBackendName | GpuBackendName, Promise<BackendV1>>();

/** A backend by name, made once per thread. */
export function nodeBackend(name: NodeBackendName | GpuBackendName): Promise<BackendV1> {
  let backend = made.get(name);
  if (backend === undefined) {
    backend = create(name);
    made.set(name, backend);
  }
  return backend;
}

async function create(name: NodeBackendName | GpuBackendName): Promise<BackendV1> {
  switch (name) {
    case 'reference':
      return createReferenceBackend();
    case 'onnx-node':
    case 'onnx-web': {
      const { createOnnxBackend } = await import('@chainzrule/onnx');
      return await createOnnxBackend({ runtime: name === 'onnx-node' ? 'node' : 'web' });
    }
    case 'tfjs-cpu':
    case 'tfjs-wasm':
    case 'tfjs-webgpu': {
      const { createTfjsBackend } = await import('@chainzrule/tfjs');
      return await createTfjsBackend({ device: name.slice('tfjs-'.length) as 'cpu' | 'wasm' | 'webgpu' });
    }
  }
}
