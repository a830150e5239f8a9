import {
  checkEncoderModel,
  describeValue,
  type EncoderModel,
  type EncoderProgramV1,
  type EncoderTraining,
  fail,
  parseOptimizer,
  type TrainableEncoderV1,
} from '@chainzrule/core';
import { type RejectedDevice, selectDevice } from '../backend/choose-device.ts';
import type { DeviceName } from '../backend/device.ts';
import { deviceText } from '../backend/device-text.ts';
import { TfjsExecutor } from '../backend/tfjs-executor.ts';
import { BertProgram } from './bert-program.ts';

/** How {@link createTfjsEncoder} chooses where to compute. */
export interface TfjsEncoderOptions {
  /** `auto` (the default) takes the first of webgpu, webgl, wasm, cpu that works here. */
  readonly device?: DeviceName | 'auto' | undefined;
}

/** Trains encoders on TensorFlow.js. Disposing it takes back what was put on `globalThis` for WebGPU in Node. */
export interface TfjsEncoder extends TrainableEncoderV1, AsyncDisposable {
  /** Better devices that `auto` tried first, with what is wrong with each. */
  readonly rejected: readonly RejectedDevice[];
}

/**
 * Puts BERT encoders on TensorFlow.js, in float32, to be trained with a network on top.
 * @throws ChainzRuleError `UNSUPPORTED` where the device cannot be used, `MISSING_DEPENDENCY` where its package is not installed,
 * `INVALID_ARGUMENT`.
 */
export async function createTfjsEncoder(options: TfjsEncoderOptions = {}): Promise<TfjsEncoder> {
  const selected = await selectDevice('createTfjsEncoder', options.device);
  const { device, close, rejected } = selected;
  const executor = new TfjsExecutor(device);
  const name = `tfjs-${device.name}`;
  return {
    contract: 'chainzrule/trainable-encoder@1',
    name,
    device: deviceText(selected),
    rejected,
    async compile(model: EncoderModel, training: EncoderTraining): Promise<EncoderProgramV1> {
      const checked = checkEncoderModel('compile', model);
      return new BertProgram(device, executor, name, checked, checkTraining(checked, training));
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}

function checkTraining({ encoder }: EncoderModel, { optimizer, frozen, penalty }: EncoderTraining): EncoderTraining {
  const parsed = parseOptimizer(optimizer);
  if (parsed.type !== 'adamw')
    fail('UNSUPPORTED', `compile: the optimizer is ${parsed.type}; encoders are trained with adamw`);
  const depths = encoder.layers + 1;
  if (!(Number.isInteger(frozen) && frozen >= 0 && frozen <= depths)) {
    const allowed = `0 … ${depths} (embeddings and ${encoder.layers} layers)`;
    fail('INVALID_ARGUMENT', `compile: frozen is ${describeValue(frozen)}; allowed: ${allowed}`);
  }
  if (penalty !== 'local' && penalty !== 'none')
    fail('INVALID_ARGUMENT', `compile: penalty is ${describeValue(penalty)}; allowed: local, none`);
  return { optimizer: parsed, frozen, penalty };
}
