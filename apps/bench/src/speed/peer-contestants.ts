import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Shape, TensorFunction, TensorOpsV1 } from '@chainzrule/core';
import { REPOSITORY } from '../commands/run-options.ts';
import type { Contestant } from './contestant.ts';
import { rowsOf, type Size } from './sizes.ts';

const BATCHES = 8;

/** TensorFlow.js' own training of the plain ReLU network, `trainOnBatch` with Adam, on one of its backends. */
export async function layersContestant(device: 'cpu' | 'wasm', size: Size, batchSize: number): Promise<Contestant> {
  const tf = await import('@tensorflow/tfjs');
  if (device === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  const { inputs, units, head } = size;
  await tf.setBackend(device);
  tf.env().set('PROD', true);
  const model = tf.sequential();
  units.forEach((width, index) => {
    model.add(tf.layers.dense({ units: width, activation: 'relu', ...(index === 0 && { inputShape: [inputs] }) }));
  });
  const classes = head.type === 'categorical' ? head.classes : 1;
  model.add(tf.layers.dense({ units: classes, activation: classes === 1 ? 'sigmoid' : 'softmax' }));
  const optimizer = tf.train.adam(1e-5);
  model.compile({ optimizer, loss: classes === 1 ? 'binaryCrossentropy' : 'categoricalCrossentropy' });
  const { x, y } = rowsOf(size, BATCHES * batchSize);
  const batches = Array.from({ length: BATCHES }, (_, batch) => {
    const part = x.data.subarray(batch * batchSize * inputs, (batch + 1) * batchSize * inputs);
    const labels = Array.from((y as Float64Array).subarray(batch * batchSize, (batch + 1) * batchSize));
    return {
      x: tf.tensor2d(Float32Array.from(part), [batchSize, inputs]),
      y:
        classes === 1
          ? tf.tensor2d(labels, [batchSize, 1])
          : tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), classes).toFloat()),
    };
  });
  return {
    name: `tf.layers (${device}): relu`,
    async run(steps) {
      await tf.setBackend(device);
      for (let step = 0; step < steps; step++) {
        const batch = batches[step % BATCHES]!;
        await model.trainOnBatch(batch.x, batch.y);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const batch of batches) tf.dispose([batch.x, batch.y]);
      model.dispose();
    },
  };
}

/** The part of brain.js that is timed; the package has no types of its own. */
interface BrainNetwork {
  train(rows: readonly { input: readonly number[]; output: readonly number[] }[], options: object): unknown;
}

/** brain.js on the CPU: plain stochastic gradient descent, row by row; a unit is as many rows as a batch. */
export async function brainContestant(size: Size, batchSize: number): Promise<Contestant> {
  const name: string = 'brain.js';
  const { default: brain } = (await import(name)) as {
    default: { NeuralNetwork: new (options: object) => BrainNetwork };
  };
  const network = new brain.NeuralNetwork({ hiddenLayers: [...size.units], activation: 'relu' });
  const { x, y } = rowsOf(size, batchSize);
  const classes = size.head.type === 'categorical' ? size.head.classes : 1;
  const rows = Array.from({ length: batchSize }, (_, row) => {
    const label = (y as Float64Array)[row]!;
    return {
      input: [...x.data.subarray(row * x.cols, (row + 1) * x.cols)],
      output: classes === 1 ? [label] : Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)),
    };
  });
  return {
    name: 'brain.js: relu, row by row',
    async run(steps) {
      network.train(rows, { iterations: steps, errorThresh: 1e-12, learningRate: 1e-5, errorCheckInterval: 1e9 });
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** The matrix products of one step (forward, to the inputs, to the kernels) and nothing else, in one scan: the floor of ONNX Runtime. */
export async function productsContestant(size: Size, batchSize: number): Promise<Contestant> {
  const { createOnnxExecutor } = await import('@chainzrule/onnx');
  const { executor } = await createOnnxExecutor({ runtime: 'node' });
  const outputs = size.head.type === 'categorical' ? size.head.classes : 1;
  const widths = [size.inputs, ...size.units, outputs];
  const shapes: Shape[] = size.units.map((width, index) => [widths[index]!, width]);
  shapes.push([widths.at(-2)!, outputs]);
  const step: TensorFunction = <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] => {
    const kernels = inputs.slice(0, shapes.length);
    const values = [inputs[shapes.length]!];
    for (const kernel of kernels) values.push(ops.matmul(values.at(-1)!, kernel));
    let upstream = values.at(-1)!;
    const updated = kernels.map((kernel) => kernel);
    for (let layer = kernels.length - 1; layer >= 0; layer--) {
      // The scale keeps the products from being folded away and the numbers from growing.
      updated[layer] = ops.multiply(ops.matmul(values[layer]!, upstream, true, false), 1e-6);
      if (layer > 0) upstream = ops.matmul(upstream, kernels[layer]!, false, true);
    }
    return [...updated, ops.constant([0], [1, 1])];
  };
  const rows = rowsOf(size, 16 * batchSize);
  const state = await Promise.all(
    shapes.map((shape) => executor.upload(new Float64Array(shape[0]! * shape[1]!).fill(0.01), shape)),
  );
  const data = [await executor.upload(Float64Array.from(rows.x.data), [rows.x.rows, rows.x.cols])];
  return {
    name: 'onnxruntime-node: matrix products alone',
    async run(steps) {
      const order = Int32Array.from({ length: steps * batchSize }, (_, index) => index % rows.x.rows);
      const scan = {
        step,
        state,
        data,
        rows: order,
        batchSize,
        scalars: new Float64Array(steps),
        scalarCount: 1,
        recordCount: 1,
      };
      const result = await executor.scan(`products ${JSON.stringify(shapes)}`, scan);
      executor.dispose(result.state);
    },
    async [Symbol.asyncDispose]() {
      executor.dispose([...state, ...data]);
    },
  };
}

/** PyTorch's eager steps of the same networks on one thread, µs per step by kind; undefined where it is not installed. */
export function torchRound(size: Size, batchSize: number): Readonly<Record<string, number>> | undefined {
  const script = join(REPOSITORY, 'packages/onnx/bench/torch-step-time.py');
  const python = process.env['PYTHON'] ?? (existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3');
  const request = JSON.stringify({
    inputs: size.inputs,
    units: size.units,
    batch: batchSize,
    outputs: size.head.type === 'categorical' ? size.head.classes : 1,
    kinds: ['relu', 'cubic+dreg'],
  });
  const done = spawnSync(python, [script, request], { encoding: 'utf8' });
  return done.status === 0 ? (JSON.parse(done.stdout) as Record<string, number>) : undefined;
}
