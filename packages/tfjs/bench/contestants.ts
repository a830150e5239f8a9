import { type BackendV1, initialParameters, type OptimizerSpec, Rng, type StepPlanV1 } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { type Kind, networkOf, rowsOf, type Size } from './sizes.ts';

/** Something that trains, step by step. */
export interface Contestant extends AsyncDisposable {
  readonly name: string;
  /** Does so many training steps, on batches of the same rows. */
  train(steps: number): Promise<void>;
}

const OPTIMIZER: OptimizerSpec = { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 };
const LEARNING_RATE = 1e-4;
const BATCHES = 8;

/** TensorFlow.js' own training of the plain ReLU network: `trainOnBatch` with Adam, on the active backend. */
export function layersContestant(size: Size): Contestant {
  const { inputs, units, head, batchSize } = size;
  const model = tf.sequential();
  units.forEach((width, index) => {
    model.add(tf.layers.dense({ units: width, activation: 'relu', ...(index === 0 ? { inputShape: [inputs] } : {}) }));
  });
  const [outputs, activation, loss] = headOf(size);
  model.add(tf.layers.dense({ units: outputs, activation }));
  const optimizer = tf.train.adam(LEARNING_RATE);
  model.compile({ optimizer, loss });
  const { x, y } = rowsOf(size, BATCHES * batchSize);
  const labels = Array.from(y as Float64Array);
  const batches = Array.from({ length: BATCHES }, (_, batch) => {
    const part = x.data.subarray(batch * batchSize * inputs, (batch + 1) * batchSize * inputs);
    const targets = labels.slice(batch * batchSize, (batch + 1) * batchSize);
    return {
      x: tf.tensor2d(Float32Array.from(part), [batchSize, inputs]),
      y:
        head.type === 'categorical'
          ? tf.tidy(() => tf.oneHot(tf.tensor1d(targets, 'int32'), head.classes).toFloat())
          : tf.tensor2d(targets, [batchSize, 1]),
    };
  });
  return {
    name: 'tf.layers relu',
    async train(steps) {
      for (let step = 0; step < steps; step++) {
        const batch = batches[step % BATCHES]!;
        await model.trainOnBatch(batch.x, batch.y);
      }
    },
    async [Symbol.asyncDispose]() {
      tf.dispose(batches as unknown as tf.TensorContainer);
      model.dispose();
      optimizer.dispose();
    },
  };
}

function headOf({ head }: Size): [outputs: number, activation: 'sigmoid' | 'softmax' | 'linear', loss: string] {
  if (head.type === 'categorical') return [head.classes, 'softmax', 'categoricalCrossentropy'];
  return head.type === 'binary' ? [1, 'sigmoid', 'binaryCrossentropy'] : [1, 'linear', 'meanSquaredError'];
}

/** A backend of ours on the same rows with the same optimiser; each call of `train` is one plan. */
export async function programContestant(backend: BackendV1, size: Size, kind: Kind): Promise<Contestant> {
  const network = networkOf(size, kind);
  const program = await backend.compile(network, initialParameters(network, Rng.fromSeed(1)), OPTIMIZER);
  const data = await program.load(rowsOf(size, BATCHES * size.batchSize));
  return {
    name: `${backend.name} ${kind}`,
    async train(steps) {
      await program.trainSteps(data, planOf(size, steps));
    },
    async [Symbol.asyncDispose]() {
      await data[Symbol.asyncDispose]();
      await program[Symbol.asyncDispose]();
    },
  };
}

function planOf({ batchSize }: Size, steps: number): StepPlanV1 {
  const fill = (value: number): Float64Array => new Float64Array(steps).fill(value);
  return {
    rows: Int32Array.from({ length: steps * batchSize }, (_, index) => index % (BATCHES * batchSize)),
    batchSize,
    factors: {
      lambda: fill(1e-4),
      learningRate: fill(LEARNING_RATE),
      oneMinusBeta1: fill(0.1),
      oneMinusBeta2: fill(0.001),
      correction1: fill(1),
      correction2: fill(1),
    },
  };
}
