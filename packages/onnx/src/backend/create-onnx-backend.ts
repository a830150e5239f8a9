import {
  type BackendDescription,
  type BackendV1,
  backendFromExecutor,
  describeValue,
  type ExecutorV1,
  FLOAT32,
  fail,
} from '@chainzrule/core';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { deviceText } from './device-text.ts';
import { isGpu, OnnxExecutor } from './onnx-executor.ts';
import { loadRuntime, type Runtime, type RuntimeName } from './runtime.ts';

/** How a backend on ONNX Runtime is made. */
export interface OnnxBackendOptions {
  /** `node`: onnxruntime-node. `web`: onnxruntime-web, in a browser or in Node. */
  readonly runtime: RuntimeName;
  /** The execution provider: `cpu` (node's default), `wasm` (web's default), `webgpu`, or another that the runtime has. */
  readonly device?: string | undefined;
  /** Threads inside one operator, 1 by default: at the sizes of tables more only cost. */
  readonly threads?: number | undefined;
}

/** A backend on ONNX Runtime. Disposing it frees its sessions; its programs then reject with `DISPOSED`. */
export interface OnnxBackend extends BackendV1, AsyncDisposable {}

/**
 * A backend that runs and trains networks as plain ONNX graphs in float32. A whole plan of training steps is one call of the runtime;
 * the 32 sessions used last are kept, by network and batch shape. With onnxruntime-node a call holds its thread until it is done.
 * @throws ChainzRuleError `MISSING_DEPENDENCY` where the runtime is not installed, `UNSUPPORTED` where it has no such device,
 * `INVALID_ARGUMENT`.
 */
export async function createOnnxBackend(options: OnnxBackendOptions): Promise<OnnxBackend> {
  const { description, executor } = await createOnnxExecutor(options);
  return {
    ...backendFromExecutor(description, executor),
    [Symbol.asyncDispose]: () => executor[Symbol.asyncDispose](),
  };
}

/** An executor on ONNX Runtime and what it says about itself. */
export interface DescribedExecutor {
  readonly description: BackendDescription;
  readonly executor: ExecutorV1<Tensor> & AsyncDisposable;
}

/** What `createOnnxBackend` computes on, for functions over tensors that are not a network's own: another objective, say. Throws as it does. */
export async function createOnnxExecutor(options: OnnxBackendOptions): Promise<DescribedExecutor> {
  const threads = options?.threads ?? 1;
  if (!Number.isInteger(threads) || threads < 1)
    fail('INVALID_ARGUMENT', `createOnnxBackend: threads is ${describeValue(threads)}; it must be an integer >= 1`);
  const runtime = await loadRuntime(options?.runtime);
  const device = options.device ?? (runtime.name === 'node' ? 'cpu' : 'wasm');
  if (!runtime.devices.includes(device)) refuseDevice(runtime, device);
  if (runtime.name === 'web') runtime.ort.env.wasm.numThreads = threads;
  const onGpu = isGpu(device);
  const session: InferenceSession.SessionOptions = {
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Errors come back as rejections; the runtime need not print them too.
    logSeverityLevel: 4,
    ...(device === 'webgpu' && { preferredOutputLocation: 'gpu-buffer' }),
  };
  const executor = new OnnxExecutor(runtime, session, device);
  try {
    await computeThere(executor);
  } catch (cause) {
    refuseDevice(runtime, device, cause);
  }
  const description = {
    name: `onnx-${runtime.name}${onGpu ? `-${device}` : ''}`,
    device: await deviceText(runtime, device, threads),
    arithmetic: FLOAT32,
    capabilities: { browser: runtime.name === 'web', fusedSteps: !onGpu, deterministic: !onGpu },
  };
  return { description, executor };
}

/** 1 + 1: a provider may be built in and still find no hardware or no driver. */
async function computeThere(executor: OnnxExecutor): Promise<void> {
  const one = executor.upload(Float64Array.of(1), [1]);
  executor.dispose([one, ...(await executor.run('1 + 1', (ops, [a]) => [ops.add(a!, a!)], [one]))]);
}

function refuseDevice(runtime: Runtime, device: unknown, cause?: unknown): never {
  const others = runtime.devices.filter((name) => name !== device);
  const reason = cause === undefined ? 'has no' : 'cannot use the';
  const why = cause === undefined ? '' : ` (${cause instanceof Error ? cause.message : String(cause)})`;
  fail(
    'UNSUPPORTED',
    `createOnnxBackend: onnxruntime-${runtime.name} ${runtime.version} ${reason} device ${describeValue(device)}${why}; it has ${others.join(', ')}`,
    { device, devices: runtime.devices },
    cause,
  );
}
