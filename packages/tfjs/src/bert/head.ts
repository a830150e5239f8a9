import {
  encodeTargets,
  type LabelledTokens,
  logitCount,
  type NetworkSpec,
  type TensorFunction,
  type TensorOpsV1,
  tensorShapes,
} from '@chainzrule/core';
import { forward, objective } from '@chainzrule/core/step';
import * as tf from '@tensorflow/tfjs';
import type { TfjsExecutor } from '../backend/tfjs-executor.ts';
import type { Gradients } from './linear.ts';
import { released } from './scope.ts';
import type { Weights } from './weights.ts';

/** Losses of the network, [1, 1] each, and what goes back to the features, [rows, H]. */
export interface HeadPass {
  readonly task: tf.Tensor;
  readonly penalty: tf.Tensor;
  readonly features: tf.Tensor;
}

/** The network on the pooled features: the core's own objective, traced. */
export class Head {
  readonly #executor: TfjsExecutor;
  readonly #network: NetworkSpec;
  readonly #names: readonly string[];
  readonly #key: string;

  constructor(executor: TfjsExecutor, network: NetworkSpec) {
    this.#executor = executor;
    this.#network = network;
    this.#names = [...tensorShapes(network).keys()];
    this.#key = JSON.stringify(network);
  }

  /** Logits [rows, logits] of features [rows, H]. */
  logits(weights: Weights, features: tf.Tensor): tf.Tensor {
    const fn: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]) => [
      forward(ops, this.#network, this.#named(inputs), inputs[this.#names.length]!).logits,
    ];
    return released(this.#executor.run(`head ${this.#key}`, fn, [...this.#tensors(weights), features]))[0]!;
  }

  /** Losses and every gradient; those of the network's tensors are entered. */
  objective(
    weights: Weights,
    features: tf.Tensor,
    batch: LabelledTokens,
    lambda: number,
    gradients: Gradients,
  ): HeadPass {
    const fn: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]) => {
      const [factor, x, targets, rowWeights] = inputs.slice(this.#names.length) as [T, T, T, T?];
      const rows = { x, targets, weights: rowWeights };
      const result = objective(ops, this.#network, this.#named(inputs), rows, factor);
      const own = this.#names.map((name) => result.gradients[name]!);
      return [result.task, result.penalty, result.inputGradient(), ...own];
    };
    const targets = encodeTargets(this.#network.head, batch.y);
    const inputs = [
      ...this.#tensors(weights),
      tf.fill([1, 1], lambda),
      features,
      tf.tensor(Float32Array.from(targets), [batch.rows, logitCount(this.#network.head)]),
    ];
    if (batch.weights !== undefined) inputs.push(tf.tensor(Float32Array.from(batch.weights), [batch.rows, 1]));
    const outputs = released(this.#executor.run(`head objective ${this.#key}`, fn, inputs));
    const [task, penalty, back, ...own] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    this.#names.forEach((name, index) => gradients.set(name, own[index]!));
    return { task, penalty, features: back };
  }

  #tensors(weights: Weights): tf.Tensor[] {
    return this.#names.map((name) => weights.get(name)!);
  }

  #named<T>(inputs: readonly T[]): Readonly<Record<string, T>> {
    return Object.fromEntries(this.#names.map((name, index) => [name, inputs[index]!]));
  }
}
