import { type AdamWSpec, isDecayedInEncoder, type TensorFunction, type TensorOpsV1 } from '@chainzrule/core';
import { optimizerStep, scalarTable, stepScalars } from '@chainzrule/core/step';
import * as tf from '@tensorflow/tfjs';
import type { TfjsExecutor } from '../backend/tfjs-executor.ts';
import type { Gradients } from './linear.ts';

/** A trained tensor with its moments. */
export type Trained = readonly [tensor: tf.Tensor, first: tf.Tensor, second: tf.Tensor];

/** The global norm of gradients, √Σ‖g‖², [1, 1]. By rows first, which keeps digits where a tensor has millions of elements. */
export function gradientNorm(gradients: Gradients): tf.Tensor {
  const squares = [...gradients.values()].map((gradient) => tf.sum(tf.sum(tf.square(gradient), -1)));
  return tf.reshape(tf.sqrt(tf.addN(squares)), [1, 1]);
}

/** The core's AdamW on one tensor at a time, so that no more than one tensor's state lies on the device twice. */
export class AdamW {
  readonly #executor: TfjsExecutor;
  readonly #optimizer: AdamWSpec;
  readonly #key: string;

  constructor(executor: TfjsExecutor, optimizer: AdamWSpec) {
    this.#executor = executor;
    this.#optimizer = optimizer;
    this.#key = JSON.stringify(optimizer);
  }

  /** The factors of a step, counted from 1, at a learning rate, on the device: one row of `scalarTable`. */
  scalars(step: number, learningRate: number): tf.Tensor {
    const { beta1, beta2 } = this.#optimizer;
    const one = (value: number): Float64Array => Float64Array.of(value);
    const { values, columns } = scalarTable(this.#optimizer, {
      lambda: one(0),
      learningRate: one(learningRate),
      oneMinusBeta1: one(1 - beta1),
      oneMinusBeta2: one(1 - beta2),
      correction1: one(1 - beta1 ** step),
      correction2: one(1 - beta2 ** step),
    });
    return this.#executor.upload(values, [1, columns]);
  }

  /** The tensor and its moments after the step; `norm`: the global one, [1, 1]. They stay until they are disposed. */
  update(name: string, state: Trained, gradient: tf.Tensor, norm: tf.Tensor, scalars: tf.Tensor): Trained {
    const decays = isDecayedInEncoder(name);
    const own = decays ? 'tensor.kernel' : 'tensor.bias';
    const fn: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]) => {
      const [parameter, first, second, slope, size, row] = inputs as [T, T, T, T, T, T];
      const before = { parameters: { [own]: parameter }, first: { [own]: first }, second: { [own]: second } };
      const after = optimizerStep(ops, this.#optimizer, before, { [own]: slope }, size, stepScalars(ops, row));
      return [after.parameters[own]!, after.first[own]!, after.second[own]!];
    };
    const inputs = [...state, gradient, norm, scalars];
    return this.#executor.run(`adamw ${decays} ${this.#key}`, fn, inputs) as unknown as Trained;
  }
}
