import { type Schedule, scheduleValue, tailRatio } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { createTfjsBackend } from '../backend/create-tfjs-backend.ts';
import type { DeviceName } from '../backend/device.ts';
import { setLearningRate } from './compiled-training.ts';
import { fitRows } from './fit-rows.ts';
import { networkOfModel } from './model-network.ts';
import { parametersOf } from './model-weights.ts';

/** A callback that knows the model it was given. */
abstract class ModelCallback extends tf.Callback {
  protected fitted: tf.LayersModel | undefined;

  override setModel(model: tf.LayersModel): void {
    super.setModel(model);
    this.fitted = model;
  }
}

class TailRatioCallback extends ModelCallback {
  readonly #rows: tf.Tensor;

  constructor(rows: tf.Tensor) {
    super();
    this.#rows = rows;
  }

  override async onEpochEnd(_epoch: number, logs?: tf.Logs): Promise<void> {
    const read = networkOfModel(this.fitted!, { penalty: 'none', reduction: 'sum' });
    const zeros = tf.zeros([this.#rows.shape[0]!, 1]);
    const { x } = await fitRows(this.#rows, zeros, { type: 'binary' }, false);
    zeros.dispose();
    await using backend = await createTfjsBackend({ device: tf.getBackend() as DeviceName });
    await using program = await backend.compile(read.network, await parametersOf(read));
    const { layer, input } = await program.derivativeNorms(x);
    Object.assign(logs ?? {}, { tailRatioLayer: tailRatio(layer).ratio, tailRatioInput: tailRatio(input).ratio });
  }
}

/**
 * Measures the gradient tail ratio τ = p99 / mean (math: §4) on given rows after every epoch, without labels, of a model that
 * `networkOfModel` can read. It adds `tailRatioLayer` and `tailRatioInput` to the epoch's logs, so it should stand before callbacks that read
 * them. `rows`: [rows, inputs]. For `model.fit` as for `withDreg(model, …).fit`.
 */
export function tailRatioCallback(rows: tf.Tensor): tf.Callback {
  return new TailRatioCallback(rows);
}

class ScheduleCallback extends ModelCallback {
  readonly #schedule: Schedule;

  constructor(schedule: Schedule) {
    super();
    this.#schedule = schedule;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const epochs = Number(this.params['epochs'] ?? 1);
    setLearningRate(this.fitted!, scheduleValue(this.#schedule, epoch / Math.max(epochs - 1, 1), epoch));
  }
}

/**
 * Sets the learning rate at the start of every epoch from a schedule over the training: progress is epoch / (epochs − 1). For `model.fit` as
 * for `withDreg(model, …).fit`; λ has its own schedule there.
 */
export function scheduleCallback(learningRate: Schedule): tf.Callback {
  return new ScheduleCallback(learningRate);
}
