import { type BackendV1, ChainzRuleError, fail } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';

/** How each built-in backend is made; adapters are loaded on use. */
const builders: Readonly<Record<string, () => Promise<BackendV1>>> = {
  reference: async () => createReferenceBackend(),
  'onnx-node': async () => (await import('@chainzrule/onnx')).createOnnxBackend({ runtime: 'node' }),
  'onnx-web': async () => (await import('@chainzrule/onnx')).createOnnxBackend({ runtime: 'web' }),
  'tfjs-cpu': async () => (await import('@chainzrule/tfjs')).createTfjsBackend({ device: 'cpu' }),
  'tfjs-wasm': async () => (await import('@chainzrule/tfjs')).createTfjsBackend({ device: 'wasm' }),
  'tfjs-webgpu': async () => (await import('@chainzrule/tfjs')).createTfjsBackend({ device: 'webgpu' }),
};

/** Backends that only a browser has. */
const inBrowsers: Readonly<Record<string, string>> = { 'tfjs-webgl': 'WebGL', 'onnx-web-webgpu': 'a page’s WebGPU' };

/** Names that `--backend` takes. */
export const BACKEND_NAMES: readonly string[] = Object.keys(builders);

/** Makes a backend by name. @throws ChainzRuleError `INVALID_ARGUMENT`, or `MISSING_DEPENDENCY` naming what to install. */
export async function createBackend(name: string): Promise<BackendV1> {
  const build = Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (build === undefined) {
    const needs = Object.hasOwn(inBrowsers, name)
      ? `the backend ${name} needs ${inBrowsers[name]} and runs in browsers only`
      : `there is no backend "${name}"`;
    return fail('INVALID_ARGUMENT', `${needs}; allowed: ${BACKEND_NAMES.join(', ')}`);
  }
  try {
    return await build();
  } catch (error) {
    if (ChainzRuleError.isInstance(error) || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND')
      throw error;
    const needed = name.startsWith('onnx')
      ? `@chainzrule/onnx onnxruntime-${name.slice('onnx-'.length)}`
      : '@chainzrule/tfjs @tensorflow/tfjs';
    return fail('MISSING_DEPENDENCY', `the backend ${name} needs ${needed}: npm install ${needed}`, {}, error);
  }
}
