import { describeValue, fail } from '@chainzrule/core';
import type * as Ort from 'onnxruntime-web';
import { Serial } from './serial.ts';

/** The part of ONNX Runtime that both of its JavaScript packages share. */
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>;

/** Which build of ONNX Runtime runs: `node` is native code, `web` is WebAssembly (in browsers and in Node) or WebGPU. */
export type RuntimeName = 'node' | 'web';

/** A loaded runtime. */
export interface Runtime {
  readonly ort: OrtModule;
  readonly name: RuntimeName;
  /** The version of the package. */
  readonly version: string;
  /** Execution providers this build knows. */
  readonly devices: readonly string[];
  /** All calls of this runtime, one after another. */
  readonly serial: Serial;
}

/** onnxruntime-node tells which execution providers it was built with. */
interface NodeModule extends OrtModule {
  listSupportedBackends(): readonly { readonly name: string }[];
}

/** The web build has one memory and one state for all its sessions. */
const SERIALS: Readonly<Record<RuntimeName, Serial>> = { node: new Serial(), web: new Serial() };

const PACKAGES = { node: 'onnxruntime-node', web: 'onnxruntime-web' } as const;

/**
 * Loads ONNX Runtime, which is installed beside this package by who uses it.
 * @throws ChainzRuleError `MISSING_DEPENDENCY` naming the line that installs it; `INVALID_ARGUMENT` for another runtime's name.
 */
export async function loadRuntime(name: RuntimeName): Promise<Runtime> {
  if (name !== 'node' && name !== 'web')
    fail('INVALID_ARGUMENT', `createOnnxBackend: runtime is ${describeValue(name)}; it must be "node" or "web"`);
  const ort = await importOrt(name);
  const version = (name === 'node' ? ort.env.versions.node : ort.env.versions.web) ?? ort.env.versions.common;
  const devices =
    name === 'node' ? (ort as NodeModule).listSupportedBackends().map((backend) => backend.name) : ['wasm', 'webgpu'];
  return { ort, name, version, devices, serial: SERIALS[name] };
}

async function importOrt(name: RuntimeName): Promise<OrtModule> {
  try {
    return name === 'node' ? await import('onnxruntime-node') : await import('onnxruntime-web');
  } catch (cause) {
    const missing = PACKAGES[name];
    fail(
      'MISSING_DEPENDENCY',
      `createOnnxBackend: ${missing} cannot be loaded (${cause instanceof Error ? cause.message : String(cause)}); install it: npm install ${missing}`,
      { package: missing, install: `npm install ${missing}` },
      cause,
    );
  }
}
