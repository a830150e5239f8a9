import type * as Tf from '@tensorflow/tfjs';
import type { Contestant } from './contestant.ts';
import { rowsOf, type Size } from './sizes.ts';

const BATCHES = 8;

/** Backends of TensorFlow.js that tf.layers trains on here. */
export type LayersDevice = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/** The contestant's name in tables. */
export const layersName = (device: LayersDevice): string => `tf.layers (${device}): relu`;

/** TensorFlow.js' own training of the plain ReLU network, `trainOnBatch` with Adam, on one of its backends. */
export async function layersContestant(device: LayersDevice, size: Size, batchSize: number): Promise<Contestant> {
  const tf = await import('@tensorflow/tfjs');
  if (device === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend(device);
  tf.env().set('PROD', true);
  const { inputs, units } = size;
  const [outputs, activation, loss] = headOf(size);
  const model = tf.sequential();
  units.forEach((width, index) => {
    model.add(tf.layers.dense({ units: width, activation: 'relu', ...(index === 0 && { inputShape: [inputs] }) }));
  });
  model.add(tf.layers.dense({ units: outputs, activation }));
  const optimizer = tf.train.adam(1e-5);
  model.compile({ optimizer, loss });
  const batches = batchesOf(tf, size, batchSize);
  return {
    name: layersName(device),
    async run(steps) {
      await tf.setBackend(device);
      for (let step = 0; step < steps; step++) {
        const batch = batches[step % BATCHES]!;
        await model.trainOnBatch(batch.x, batch.y);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { x, y } of batches) tf.dispose([x, y]);
      model.dispose();
      optimizer.dispose();
    },
  };
}

function headOf({ head }: Size): [outputs: number, activation: 'sigmoid' | 'softmax' | 'linear', loss: string] {
  if (head.type === 'categorical') return [head.classes, 'softmax', 'categoricalCrossentropy'];
  return head.type === 'binary' ? [1, 'sigmoid', 'binaryCrossentropy'] : [1, 'linear', 'meanSquaredError'];
}

function batchesOf(tf: typeof Tf, size: Size, batchSize: number): { readonly x: Tf.Tensor; readonly y: Tf.Tensor }[] {
  const { inputs, head } = size;
  const { x, y } = rowsOf(size, BATCHES * batchSize);
  return Array.from({ length: BATCHES }, (_, batch) => {
    const part = x.data.subarray(batch * batchSize * inputs, (batch + 1) * batchSize * inputs);
    const targets = Array.from((y as Float64Array).subarray(batch * batchSize, (batch + 1) * batchSize));
    return {
      x: tf.tensor2d(Float32Array.from(part), [batchSize, inputs]),
      y:
        head.type === 'categorical'
          ? tf.tidy(() => tf.oneHot(tf.tensor1d(targets, 'int32'), head.classes).toFloat())
          : tf.tensor2d(targets, [batchSize, 1]),
    };
  });
}
