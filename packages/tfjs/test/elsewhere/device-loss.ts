import { ChainzRuleClassifier, ChainzRuleError, Rng, type TrainingStateV1, withFallback } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createTfjsBackend } from '../../src/index.ts';

setWasmPaths('/wasm/');

/** What happened when a WebGPU device was destroyed in the middle of a run. */
export interface LossReport {
  readonly code: string;
  readonly message: string;
  /** The epoch that the kept state stands after, and its steps. */
  readonly epoch: number;
  readonly step: number;
  /** Where the run that may go on elsewhere ended, after how many epochs, and how right it was. */
  readonly before: string;
  readonly after: string;
  readonly epochs: number;
  readonly accuracy: number;
  readonly missed: readonly string[];
}

const EPOCHS = 16;
const LOST_AFTER = 4;

function rows(): { X: number[][]; y: string[] } {
  const rng = Rng.fromSeed(1);
  const X = Array.from({ length: 60 }, () => [rng.normal(), rng.normal()]);
  return { X, y: X.map(([a, b]) => (a! + b! > 0 ? 'yes' : 'no')) };
}

function destroyDevice(): void {
  const { device } = tf.engine().registry['webgpu'] as unknown as { readonly device: { destroy(): void } };
  device.destroy();
}

const onEpoch = ({ epoch }: { readonly epoch: number }): void => {
  if (epoch === LOST_AFTER) destroyDevice();
};

/** Trains twice on WebGPU and destroys the device in the middle: once alone, once where another device may go on. */
export async function loseDevice(): Promise<LossReport> {
  const { X, y } = rows();
  const settings = { layers: [6], epochs: EPOCHS, batchSize: 16, learningRate: 0.02, seed: 3 };
  const alone = await createTfjsBackend({ device: 'webgpu' });
  const failure: unknown = await new ChainzRuleClassifier({ ...settings, backend: alone })
    .fit(X, y, { onEpoch })
    .catch((error: unknown) => error);
  if (!ChainzRuleError.isInstance(failure)) throw new Error(`no typed error: ${String(failure)}`);
  const state = failure.details['state'] as TrainingStateV1;
  // So that the next backend opens a device of its own.
  Reflect.deleteProperty(tf.engine().registry, 'webgpu');

  const first = await createTfjsBackend({ device: 'webgpu' });
  const before = first.name;
  let missed: readonly string[] = [];
  const backend = withFallback(first, async () => {
    const next = await createTfjsBackend({ device: 'auto' });
    missed = next.rejected.map(({ device }) => device);
    return next;
  });
  const model = await new ChainzRuleClassifier({ ...settings, backend }).fit(X, y, { onEpoch });
  return {
    code: failure.code,
    message: failure.message,
    epoch: Number(failure.details['epoch']),
    step: state.step,
    before,
    after: backend.name,
    epochs: model.history.length,
    accuracy: await model.score(X, y),
    missed,
  };
}
