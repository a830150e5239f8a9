import '../support/quiet.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CubicDense, type CubicDenseConfig, cubicDense, registerCubicDense } from '../../src/index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** What `model.save` hands to its handler, kept in memory. */
async function saveAndLoad(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined }));
      saved!.weightData = artifacts.weightData!;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}

describe('CubicDense', () => {
  const x = tf.tensor2d([0.5, -1, 2, 0.25, 1.5, -0.75], [2, 3]);

  it.each(['perUnit', 'shared'] as const)('computes a0 + a1 z + a2 z² + a3 z³ with %s coefficients', (coefficients) => {
    const layer = cubicDense({ units: 2, coefficients, inputShape: [3] });
    const model = tf.sequential({ layers: [layer] });
    const kernel = [0.2, -0.4, 0.6, 0.8, -1, 0.1];
    const a = coefficients === 'shared' ? [0.1, 0.9, -0.2, 0.05] : [0.1, 0.2, 0.9, 1.1, -0.2, 0.3, 0.05, -0.1];
    layer.setWeights([
      tf.tensor2d(kernel, [3, 2]),
      tf.tensor1d([0.3, -0.1]),
      tf.tensor(a, coefficients === 'shared' ? [4] : [4, 2]),
    ]);
    const found = (model.predict(x) as tf.Tensor).dataSync();
    const rows = x.arraySync();
    rows.forEach((row, b) => {
      for (let i = 0; i < 2; i++) {
        const z = row.reduce((sum, value, j) => sum + value * kernel[2 * j + i]!, [0.3, -0.1][i]!);
        const at = (k: number): number => (coefficients === 'shared' ? a[k]! : a[2 * k + i]!);
        expect(found[2 * b + i]).toBeCloseTo(at(0) + at(1) * z + at(2) * z ** 2 + at(3) * z ** 3, 5);
      }
    });
  });

  it('stands in sequential and functional models beside other layers and is fitted by model.fit', async () => {
    const input = tf.input({ shape: [3] });
    const hidden = cubicDense({ units: 4, seed: 3 }).apply(input) as tf.SymbolicTensor;
    const other = tf.layers.dense({ units: 4, activation: 'relu' }).apply(input) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate().apply([hidden, other]) as tf.SymbolicTensor;
    const output = tf.layers.dense({ units: 1 }).apply(joined) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
    const { history } = await model.fit(x, tf.tensor2d([1, -1], [2, 1]), { epochs: 40, verbose: 0 });
    expect(history['loss']!.at(-1) as number).toBeLessThan(0.1 * (history['loss']![0] as number));
  });

  it('comes back from its config and from a saved model', async () => {
    registerCubicDense();
    const layer = cubicDense({ units: 5, coefficients: 'shared', coefficientSd: 0.2, seed: 7, inputShape: [3] });
    const again = new CubicDense(layer.getConfig() as unknown as CubicDenseConfig);
    expect(again.getConfig()).toEqual(layer.getConfig());
    const model = tf.sequential({ layers: [layer, tf.layers.dense({ units: 1 })] });
    const loaded = await saveAndLoad(model);
    expect(loaded.layers[0]).toBeInstanceOf(CubicDense);
    const [before, after] = [model, loaded].map((one) => Array.from((one.predict(x) as tf.Tensor).dataSync()));
    expect(after).toEqual(before);
  });

  it('starts the same from the same seed and leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    const weights = [0, 1].map(() => {
      const model = tf.sequential({ layers: [cubicDense({ units: 4, seed: 5, inputShape: [3] })] });
      const values = model.getWeights().map((weight) => Array.from(weight.dataSync()));
      model.dispose();
      return values;
    });
    expect(weights[1]).toEqual(weights[0]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses units and inputs that make no layer', () => {
    expect(() => cubicDense({ units: 0 })).toThrow('it must be an integer >= 1');
    expect(() => cubicDense({ units: 2, coefficients: 'each' as 'shared' })).toThrow('"perUnit" or "shared"');
    expect(() => cubicDense({ units: 2, inputShape: [3, 3] }).apply(tf.input({ shape: [3, 3] }))).toThrow(
      '[batch, inputs]',
    );
  });
});
