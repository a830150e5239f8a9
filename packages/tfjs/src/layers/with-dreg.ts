import {
  type Batch,
  type DregSpec,
  fail,
  type ProgramV1,
  Rng,
  type Schedule,
  type StepPlanV1,
  scheduleValue,
} from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { createTfjsBackend } from '../backend/create-tfjs-backend.ts';
import type { DeviceName } from '../backend/device.ts';
import { learningRateOf, optimizerOf, takesClassIndices } from './compiled-training.ts';
import { callbackList, countOf, type DregFitOptions, refuseOthers } from './fit-options.ts';
import { fitRows } from './fit-rows.ts';
import { type ModelNetwork, networkOfModel } from './model-network.ts';
import { assignParameters, parametersOf } from './model-weights.ts';

/** The penalty that a model is fitted with. */
export interface DregOptions {
  /** λ, a number or a schedule over the training. Any but a `controlled` one. */
  readonly lambda: Schedule;
  /** `local` by default. */
  readonly penalty?: DregSpec['penalty'] | undefined;
  /** `sum` by default. */
  readonly reduction?: DregSpec['reduction'] | undefined;
  /** sd of the smoothing Gaussian, 0 by default; only `local`, only cubic and linear layers. */
  readonly smoothing?: number | undefined;
  /** Seed of the order of rows, 0 by default. */
  readonly seed?: number | undefined;
}

/** A compiled model together with its penalty. */
export interface DregTrainer {
  /**
   * As `model.fit`, with the objective `loss + λ R`. x: [rows, inputs]; y as the compiled loss takes it. After every epoch the model holds the
   * new weights, and the callbacks see `loss` (with the penalty), `task`, `penalty` and, with `validationData`, `val_loss` (without it).
   * An epoch is one call of the device, so batch callbacks are refused and the metrics of `compile` are not computed: `model.evaluate` gives
   * them afterwards. The optimiser's moments start anew with each call.
   * @throws ChainzRuleError `UNSUPPORTED` for arguments of `model.fit` that would change the result and are not taken (`validationSplit` …).
   */
  fit(x: tf.Tensor, y: tf.Tensor, options?: DregFitOptions): Promise<tf.History>;
}

/**
 * Fits an existing model of tf.layers with derivative regularisation, on the active backend.
 *
 * Which layers take part: `dense` with relu, tanh, gelu, swish, softplus or linear, and `CubicDense`, one after another; the last `dense` is
 * the head, without penalty. The model must be compiled with Adam, SGD or momentum and with the loss that goes with its head.
 * @throws ChainzRuleError `UNSUPPORTED` naming what has no place in such a model; `INVALID_ARGUMENT`.
 */
export function withDreg(model: tf.LayersModel, options: DregOptions): DregTrainer {
  const { lambda, penalty = 'local', reduction = 'sum', smoothing, seed = 0 } = options;
  if (typeof lambda === 'object' && lambda.kind === 'controlled')
    fail(
      'UNSUPPORTED',
      'withDreg: a controlled schedule needs the training loop of @chainzrule/core (train); give another',
    );
  const read = networkOfModel(model, { penalty, reduction, ...(smoothing !== undefined && { smoothing }) });
  // Says now what could not be trained later.
  if (model.optimizer == null)
    fail('INVALID_ARGUMENT', `withDreg: the model ${model.name} is not compiled; call model.compile first`);
  takesClassIndices(model, read.network.head);
  optimizerOf(model);
  return { fit: async (x, y, fitOptions = {}) => new Fit(model, read, lambda, seed, fitOptions).run(x, y) };
}

class Fit {
  readonly #model: tf.LayersModel;
  readonly #read: ModelNetwork;
  readonly #lambda: Schedule;
  readonly #order: Rng;
  readonly #options: DregFitOptions;
  readonly #epochs: number;
  readonly #batchSize: number;

  constructor(model: tf.LayersModel, read: ModelNetwork, lambda: Schedule, seed: number, options: DregFitOptions) {
    this.#model = model;
    this.#read = read;
    this.#lambda = lambda;
    this.#order = Rng.fromSeed(seed).fork('order');
    refuseOthers(options);
    this.#options = options;
    this.#epochs = countOf('epochs', options.epochs ?? 1);
    this.#batchSize = countOf('batchSize', options.batchSize ?? 32);
  }

  async run(x: tf.Tensor, y: tf.Tensor): Promise<tf.History> {
    const { head } = this.#read.network;
    const indices = takesClassIndices(this.#model, head);
    const rows = await fitRows(x, y, head, indices);
    const validation = this.#options.validationData;
    const heldOut = validation && (await fitRows(validation[0], validation[1], head, indices));
    const history = new tf.History();
    const callbacks = new tf.CallbackList([...callbackList(this.#options.callbacks), history]);
    callbacks.setModel(this.#model);
    callbacks.setParams({ epochs: this.#epochs, batchSize: this.#batchSize, samples: rows.x.rows });

    await using backend = await createTfjsBackend({ device: tf.getBackend() as DeviceName });
    await using program = await backend.compile(
      this.#read.network,
      await parametersOf(this.#read),
      optimizerOf(this.#model),
    );
    await using data = await program.load(rows);
    this.#model.stopTraining = false;
    await callbacks.onTrainBegin();
    for (let epoch = 0; epoch < this.#epochs && !this.#model.stopTraining; epoch++) {
      await callbacks.onEpochBegin(epoch);
      const records = await program.trainSteps(data, this.#plan(rows.x.rows, epoch));
      assignParameters(this.#read, (await program.snapshot()).parameters);
      const logs: Record<string, number> = {
        loss: mean(records.loss),
        task: mean(records.task),
        penalty: mean(records.penalty),
      };
      if (heldOut !== undefined) logs['val_loss'] = await taskLoss(program, heldOut);
      await callbacks.onEpochEnd(epoch, logs);
    }
    await callbacks.onTrainEnd();
    return history;
  }

  #plan(rows: number, epoch: number): StepPlanV1 {
    const optimizer = optimizerOf(this.#model);
    const steps = Math.ceil(rows / this.#batchSize);
    const total = steps * this.#epochs;
    const [beta1, beta2] = optimizer.type === 'adamw' ? [optimizer.beta1, optimizer.beta2] : [0, 0];
    const each = (value: (step: number) => number): Float64Array =>
      Float64Array.from({ length: steps }, (_, step) => value(epoch * steps + step));
    const learningRate = learningRateOf(this.#model);
    const natural = Int32Array.from({ length: rows }, (_, row) => row);
    return {
      rows: this.#options.shuffle === false ? natural : Int32Array.from(this.#order.fork(epoch).permutation(rows)),
      batchSize: Math.min(this.#batchSize, rows),
      factors: {
        lambda: each((step) => scheduleValue(this.#lambda, step / Math.max(total - 1, 1), step)),
        learningRate: each(() => learningRate),
        oneMinusBeta1: each(() => 1 - beta1),
        oneMinusBeta2: each(() => 1 - beta2),
        correction1: each((step) => 1 - beta1 ** (step + 1)),
        correction2: each((step) => 1 - beta2 ** (step + 1)),
      },
    };
  }
}

/** The task loss of held-out rows, in one evaluation. */
async function taskLoss(program: ProgramV1, rows: Batch): Promise<number> {
  return (await program.evaluate(rows, 0)).task;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
