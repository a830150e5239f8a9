import {
  checkEncoderTensors,
  checkTokens,
  depthOf,
  describeValue,
  type EncoderLambdas,
  type EncoderLossesV1,
  type EncoderModel,
  type EncoderProgramV1,
  type EncoderStateV1,
  type EncoderTensors,
  type EncoderTraining,
  encoderShapes,
  fail,
  type LabelledTokens,
  type Matrix,
  SerialQueue,
  type TokenBatch,
} from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import type { Device } from '../backend/device.ts';
import type { TfjsExecutor } from '../backend/tfjs-executor.ts';
import { AdamW, gradientNorm, type Trained } from './adamw.ts';
import { bertBackward, bertForward, bertHidden } from './bert-pass.ts';
import type { BlockContext } from './block.ts';
import { checkRates, checkStep } from './check-step.ts';
import { Head } from './head.ts';
import type { Gradients } from './linear.ts';
import { type Losses, sharesOf, totalLosses } from './losses.ts';
import { pool, poolBackward } from './pooler.ts';
import { deviceTokens } from './tokens.ts';
import { disposeWeights, downloadWeights, uploadWeights } from './weights.ts';

/** A BERT encoder and its network on a device of TensorFlow.js: hand-written first derivatives, no tape. */
export class BertProgram implements EncoderProgramV1 {
  readonly #device: Device;
  readonly #executor: TfjsExecutor;
  readonly #model: Omit<EncoderModel, 'tensors'>;
  readonly #training: EncoderTraining;
  readonly #head: Head;
  readonly #optimizer: AdamW;
  readonly #queue: SerialQueue;
  /** Names of the tensors that are trained, in canonical order. */
  readonly #trained: readonly string[];
  readonly #weights: Map<string, tf.Tensor>;
  #first: Map<string, tf.Tensor>;
  #second: Map<string, tf.Tensor>;
  #step = 0;

  /** `model` and `training` must have been checked. */
  constructor(device: Device, executor: TfjsExecutor, owner: string, model: EncoderModel, training: EncoderTraining) {
    const { encoder, network, tensors } = model;
    this.#device = device;
    this.#executor = executor;
    this.#model = { encoder, network };
    this.#training = training;
    this.#head = new Head(executor, network);
    this.#optimizer = new AdamW(executor, training.optimizer);
    this.#queue = new SerialQueue(owner);
    this.#trained = [...encoderShapes(encoder, network).keys()].filter(
      (name) => depthOf(encoder, name) >= training.frozen,
    );
    this.#weights = uploadWeights(device, tensors);
    this.#first = this.#zeros();
    this.#second = this.#zeros();
  }

  encode(tokens: TokenBatch): Promise<Matrix> {
    return this.#queue.add('encode', () => {
      checkTokens('encode', this.#model.encoder, tokens);
      return this.#matrix(() => bertHidden(this.#context(tokens)));
    });
  }

  features(tokens: TokenBatch): Promise<Matrix> {
    return this.#queue.add('features', () => {
      checkTokens('features', this.#model.encoder, tokens);
      return this.#matrix(() => this.#pooled(tokens));
    });
  }

  forward(tokens: TokenBatch): Promise<Matrix> {
    return this.#queue.add('forward', () => {
      checkTokens('forward', this.#model.encoder, tokens);
      return this.#matrix(() => this.#head.logits(this.#weights, this.#pooled(tokens)));
    });
  }

  evaluate(
    batch: LabelledTokens,
    lambdas: EncoderLambdas,
  ): Promise<EncoderLossesV1 & { readonly gradients: EncoderTensors }> {
    return this.#queue.add('evaluate', async () => {
      checkStep('evaluate', this.#model, [batch], lambdas);
      const { losses, gradients } = await this.#differentiate(batch, lambdas);
      try {
        return { ...totalLosses([losses], [1], lambdas), gradients: await downloadWeights(this.#device, gradients) };
      } finally {
        disposeWeights(gradients);
      }
    });
  }

  trainStep(
    batches: readonly LabelledTokens[],
    lambdas: EncoderLambdas,
    learningRates: readonly number[],
  ): Promise<EncoderLossesV1 & { readonly gradientNorm: number }> {
    return this.#queue.add('trainStep', async () => {
      checkStep('trainStep', this.#model, batches, lambdas);
      checkRates(this.#model, learningRates);
      const shares = sharesOf(batches);
      const losses: Losses[] = [];
      let gradients: Gradients = new Map();
      let norm: tf.Tensor | undefined;
      try {
        for (const [index, batch] of batches.entries()) {
          const part = await this.#differentiate(batch, lambdas);
          losses.push(part.losses);
          gradients = this.#accumulate(gradients, part.gradients, shares[index]!);
        }
        norm = this.#device.run(() => gradientNorm(gradients));
        const size = (await norm.data())[0]!;
        if (!Number.isFinite(size)) {
          fail(
            'DIVERGED',
            `trainStep: the gradient's norm is ${size} at step ${this.#step + 1}; lower the learning rate`,
          );
        }
        this.#update(gradients, norm, learningRates);
        return { ...totalLosses(losses, shares, lambdas), gradientNorm: size };
      } finally {
        disposeWeights(gradients);
        norm?.dispose();
      }
    });
  }

  parameters(): Promise<EncoderTensors> {
    return this.#queue.add('parameters', () => downloadWeights(this.#device, this.#weights));
  }

  snapshot(): Promise<EncoderStateV1> {
    return this.#queue.add('snapshot', async () => ({
      tensors: await downloadWeights(this.#device, this.#weights),
      first: await downloadWeights(this.#device, this.#first),
      second: await downloadWeights(this.#device, this.#second),
      step: this.#step,
    }));
  }

  restore({ tensors, first, second, step }: EncoderStateV1): Promise<void> {
    return this.#queue.add('restore', async () => {
      const shapes = encoderShapes(this.#model.encoder, this.#model.network);
      const trained = new Map(this.#trained.map((name) => [name, shapes.get(name)!]));
      checkEncoderTensors('restore', shapes, tensors);
      checkEncoderTensors('restore: first moments', trained, first);
      checkEncoderTensors('restore: second moments', trained, second);
      if (!Number.isSafeInteger(step) || step < 0)
        fail('INVALID_ARGUMENT', `restore: step is ${describeValue(step)}; allowed: a whole number >= 0`);
      for (const [own, given] of [
        [this.#weights, tensors],
        [this.#first, first],
        [this.#second, second],
      ] as const) {
        for (const name of own.keys()) {
          const replaced = uploadWeights(this.#device, new Map([[name, given.get(name)!]]));
          own.get(name)!.dispose();
          own.set(name, replaced.get(name)!);
        }
      }
      this.#step = step;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close(() => {
      for (const weights of [this.#weights, this.#first, this.#second]) disposeWeights(weights);
    });
  }

  /** Losses and gradients of a batch; the gradients stay until they are disposed. */
  async #differentiate(
    batch: LabelledTokens,
    lambdas: EncoderLambdas,
  ): Promise<{ readonly losses: Losses; readonly gradients: Gradients }> {
    let names: readonly string[] = [];
    const [losses, ...tensors] = this.#device.run(() => {
      const gradients: Gradients = new Map();
      const results = this.#backward(batch, lambdas, gradients);
      names = [...gradients.keys()];
      return [results, ...gradients.values()];
    });
    try {
      return {
        losses: (await losses!.data()) as unknown as Losses,
        gradients: new Map(names.map((name, index) => [name, tensors[index]!])),
      };
    } catch (error) {
      for (const tensor of tensors) tensor.dispose();
      throw error;
    } finally {
      losses!.dispose();
    }
  }

  #backward(batch: LabelledTokens, lambdas: EncoderLambdas, gradients: Gradients): tf.Tensor {
    const context = this.#context(batch);
    const { tokens, weights } = context;
    const penalised = this.#training.penalty === 'local';
    const pass = bertForward(context, this.#training.frozen);
    const pooled = pool(weights, tokens, pass.hidden);
    const head = this.#head.objective(weights, pooled.features, batch, lambdas.network, gradients);
    const hidden = poolBackward(weights, tokens, pooled, head.features, gradients);
    const encoderPenalty = bertBackward(context, pass, hidden, penalised ? lambdas.encoder : undefined, gradients);
    const losses = [head.task, head.penalty, encoderPenalty ?? tf.zeros([1, 1])];
    return tf.concat(losses.map((loss) => tf.reshape(loss, [1])));
  }

  /** Adds a share of new gradients to those so far and frees the new ones. */
  #accumulate(sums: Gradients, gradients: Gradients, share: number): Gradients {
    if (share === 1) return gradients;
    const names = this.#trained;
    const added = this.#device.run(() =>
      names.map((name) => {
        const part = tf.mul(gradients.get(name)!, share);
        const before = sums.get(name);
        if (before === undefined) return part;
        const sum = tf.add(before, part);
        part.dispose();
        before.dispose();
        return sum;
      }),
    );
    disposeWeights(gradients);
    return new Map(names.map((name, index) => [name, added[index]!]));
  }

  #update(gradients: Gradients, norm: tf.Tensor, learningRates: readonly number[]): void {
    const scalars = learningRates.map((rate) => this.#optimizer.scalars(this.#step + 1, rate));
    try {
      for (const name of this.#trained) this.#updateTensor(name, gradients, norm, scalars);
    } catch (error) {
      // Some tensors have moved and some have not: nothing right can come of this state.
      void this[Symbol.asyncDispose]();
      throw error;
    } finally {
      this.#executor.dispose(scalars);
    }
    this.#step += 1;
  }

  #updateTensor(name: string, gradients: Gradients, norm: tf.Tensor, scalars: readonly tf.Tensor[]): void {
    const before: Trained = [this.#weights.get(name)!, this.#first.get(name)!, this.#second.get(name)!];
    const factors = scalars[depthOf(this.#model.encoder, name)]!;
    const [tensor, first, second] = this.#optimizer.update(name, before, gradients.get(name)!, norm, factors);
    this.#weights.set(name, tensor);
    this.#first.set(name, first);
    this.#second.set(name, second);
    for (const old of before) old.dispose();
    gradients.get(name)!.dispose();
  }

  #zeros(): Map<string, tf.Tensor> {
    return new Map(this.#trained.map((name) => [name, this.#device.run(() => tf.zerosLike(this.#weights.get(name)!))]));
  }

  #pooled(tokens: TokenBatch): tf.Tensor {
    const context = this.#context(tokens);
    return pool(this.#weights, context.tokens, bertHidden(context)).features;
  }

  #context(batch: TokenBatch): BlockContext {
    const { encoder } = this.#model;
    return { executor: this.#executor, spec: encoder, weights: this.#weights, tokens: deviceTokens(batch) };
  }

  async #matrix(work: () => tf.Tensor): Promise<Matrix> {
    const result = this.#device.run(work);
    try {
      const [rows, cols] = result.shape as [number, number];
      return { data: Float32Array.from(await result.data()), rows, cols };
    } finally {
      result.dispose();
    }
  }
}
