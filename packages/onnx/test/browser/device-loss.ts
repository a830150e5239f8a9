import {
  type BackendV1,
  ChainzRuleClassifier,
  ChainzRuleError,
  Rng,
  type TrainingStateV1,
  withFallback,
} from '@chainzrule/core';
import * as ort from 'onnxruntime-web';
import { createOnnxBackend } from '../../src/index.ts';

// The runtime's own files, served beside the page.
ort.env.wasm.wasmPaths = '/onnxruntime/';

/** What happened when the WebGPU device was destroyed in the middle of two runs. */
export interface LossReport {
  /** How the run that may not go on elsewhere ended: the epoch that the kept state stands after, and its steps. */
  readonly code: string;
  readonly message: string;
  readonly epoch: number;
  readonly step: number;
  /** Where each epoch of the other run was computed, and its losses beside those of an undisturbed run on WebAssembly. */
  readonly places: readonly string[];
  readonly losses: readonly number[];
  readonly undisturbed: readonly number[];
  /** What opening WebGPU again in this page gives. */
  readonly again: string;
}

const EPOCHS = 8;
const LOST_AFTER = 3;
const SETTINGS = { layers: [4], epochs: EPOCHS, batchSize: 12, learningRate: 0.05, seed: 3 };

function rows(): { X: number[][]; y: string[] } {
  const rng = Rng.fromSeed(1);
  const X = Array.from({ length: 24 }, () => [rng.normal(), rng.normal()]);
  return { X, y: X.map(([a, b]) => (a! + b! > 0 ? 'yes' : 'no')) };
}

const openWasm = (): Promise<BackendV1> => createOnnxBackend({ runtime: 'web', device: 'wasm' });

/**
 * Trains twice at once on WebGPU, so that both share what is compiled, and destroys the device in the middle: one run is alone, one may
 * go on elsewhere.
 */
export async function loseDevice(): Promise<LossReport> {
  const { X, y } = rows();
  const gpu = await createOnnxBackend({ runtime: 'web', device: 'webgpu' });
  const device = (await ort.env.webgpu.device) as unknown as { destroy(): void };
  const alone = new ChainzRuleClassifier({ ...SETTINGS, backend: gpu });
  const ended = alone.fit(X, y, {
    onEpoch: ({ epoch }) => {
      if (epoch === LOST_AFTER) device.destroy();
    },
  });
  const backend = withFallback(gpu, openWasm);
  const places: string[] = [];
  const other = new ChainzRuleClassifier({ ...SETTINGS, backend });
  const [failure] = await Promise.all([
    ended.then(
      () => undefined,
      (error: unknown) => error,
    ),
    other.fit(X, y, { onEpoch: () => void places.push(backend.name) }),
  ]);
  if (!ChainzRuleError.isInstance(failure)) throw new Error(`no typed error: ${String(failure)}`);
  const state = failure.details['state'] as TrainingStateV1;

  const undisturbed = new ChainzRuleClassifier({ ...SETTINGS, backend: await openWasm() });
  await undisturbed.fit(X, y);
  const again = await createOnnxBackend({ runtime: 'web', device: 'webgpu' }).then(
    ({ name }) => name,
    (error: Error) => error.message,
  );
  return {
    code: failure.code,
    message: failure.message,
    epoch: Number(failure.details['epoch']),
    step: state.step,
    places,
    losses: other.history.map(({ loss }) => loss),
    undisturbed: undisturbed.history.map(({ loss }) => loss),
    again,
  };
}
