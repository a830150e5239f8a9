import '../support/quiet.ts';
import { ChainzRuleError, schedules } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cubicDense,
  layersFromModelFile,
  modelFileFromLayers,
  scheduleCallback,
  tailRatioCallback,
  withDreg,
} from '../../src/index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function modelOf(kind: 'binary' | 'categorical' | 'sparse' | 'regression', hidden = 6): tf.Sequential {
  const model = tf.sequential();
  model.add(cubicDense({ units: hidden, seed: 1, inputShape: [4] }));
  model.add(tf.layers.dense({ units: hidden, activation: 'gelu' }));
  const units = kind === 'categorical' || kind === 'sparse' ? 3 : 1;
  const activation = kind === 'binary' ? 'sigmoid' : kind === 'regression' ? 'linear' : 'softmax';
  model.add(tf.layers.dense({ units, activation }));
  const loss = {
    binary: 'binaryCrossentropy',
    categorical: 'categoricalCrossentropy',
    sparse: 'sparseCategoricalCrossentropy',
    regression: 'meanSquaredError',
  }[kind];
  model.compile({ optimizer: tf.train.adam(0.01), loss });
  return model;
}

const x = tf.tensor2d(
  Array.from({ length: 80 }, (_, i) => Math.sin(i * 1.7)),
  [20, 4],
);
const labels = Array.from({ length: 20 }, (_, row) => row % 3);
const targets = {
  binary: tf.tensor2d(
    labels.map((label) => Math.min(label, 1)),
    [20, 1],
  ),
  categorical: tf.oneHot(tf.tensor1d(labels, 'int32'), 3).toFloat(),
  sparse: tf.tensor2d(labels, [20, 1]),
  regression: tf.tensor2d(labels, [20, 1]),
};

describe('withDreg', () => {
  it.each(['binary', 'categorical', 'sparse', 'regression'] as const)(
    'with λ = 0 walks the same path as model.fit (%s)',
    async (kind) => {
      const [ours, theirs] = [modelOf(kind), modelOf(kind)];
      theirs.setWeights(ours.getWeights());
      const settings = { epochs: 3, batchSize: 8, shuffle: false };
      const history = await withDreg(ours, { lambda: 0 }).fit(x, targets[kind], settings);
      const plain = await theirs.fit(x, targets[kind], { ...settings, verbose: 0 });
      // model.fit weighs a batch's loss by its rows; the batches here are 8, 8 and 4 rows.
      expect(history.history['loss']!.length).toBe(3);
      expect(history.epoch).toEqual(plain.epoch);
      ours.getWeights().forEach((weight, index) => {
        const difference = tf.max(tf.abs(tf.sub(weight, theirs.getWeights()[index]!))).dataSync()[0]!;
        expect(difference, `weight ${index}`).toBeLessThan(2e-5);
      });
    },
  );

  it('lowers the penalty as λ says, and tells both parts of the loss', async () => {
    const penalties = [];
    for (const lambda of [0, 0.3]) {
      const model = modelOf('binary');
      model.setWeights(
        modelOf('binary')
          .getWeights()
          .map((weight) => tf.mul(tf.onesLike(weight), 0.3)),
      );
      const { history } = await withDreg(model, { lambda }).fit(x, targets.binary, { epochs: 30 });
      const last = (name: string): number => history[name]!.at(-1) as number;
      expect(last('loss')).toBeCloseTo(last('task') + lambda * last('penalty'), 5);
      penalties.push(last('penalty'));
    }
    expect(penalties[1]).toBeLessThan(0.5 * penalties[0]!);
  });

  it('calls callbacks like model.fit does, with validation, tail ratio, schedule and early stop', async () => {
    const model = modelOf('binary');
    const before = tf.memory().numTensors;
    const rates: number[] = [];
    const seen: tf.Logs[] = [];
    class Watch extends tf.Callback {
      override async onEpochEnd(epoch: number, logs?: tf.Logs): Promise<void> {
        rates.push((model.optimizer as unknown as { learningRate: number }).learningRate);
        seen.push({ ...logs });
        if (epoch === 3) model.stopTraining = true;
      }
    }
    const callbacks = [scheduleCallback(schedules.linear(0.05, 0)), tailRatioCallback(x), new Watch()];
    const validationData = [x, targets.binary] as const;
    const { history } = await withDreg(model, { lambda: schedules.geometric(0.1, 0.01), seed: 4 }).fit(
      x,
      targets.binary,
      {
        epochs: 6,
        validationData,
        callbacks,
      },
    );
    expect(rates.map((rate) => Number(rate.toFixed(3)))).toEqual([0.05, 0.04, 0.03, 0.02]);
    expect(history['val_loss']!.length).toBe(4);
    for (const logs of seen) expect(logs['tailRatioInput']).toBeGreaterThanOrEqual(1);
    expect(tf.memory().numTensors).toBe(before);
    await model.fit(x, targets.binary, {
      epochs: 2,
      verbose: 0,
      callbacks: [scheduleCallback(0.5), tailRatioCallback(x)],
    });
    expect((model.optimizer as unknown as { learningRate: number }).learningRate).toBe(0.5);
  });

  it('refuses arguments of model.fit that it would have to pass over', async () => {
    const plain = { epochs: 1, validationSplit: 0.2 };
    await expect(withDreg(modelOf('binary'), { lambda: 0 }).fit(x, targets.binary, plain)).rejects.toThrow(
      'fit: withDreg does not take validationSplit; pass validationData instead',
    );
  });

  it('says which layer, loss or optimiser has no place', () => {
    const refuse = (change: (model: tf.Sequential) => void, message: string): void => {
      const model = tf.sequential({ layers: [cubicDense({ units: 3, inputShape: [4] })] });
      try {
        change(model);
        withDreg(model, { lambda: 0.1 });
        expect.unreachable(message);
      } catch (error) {
        expect(ChainzRuleError.isInstance(error), String(error)).toBe(true);
        expect((error as Error).message).toContain(message);
      }
    };
    const head = (activation: 'linear' | 'elu' = 'linear') => tf.layers.dense({ units: 1, activation });
    refuse((model) => model.add(tf.layers.dropout({ rate: 0.1 })), 'Dropout');
    refuse((model) => model.add(head('elu')), 'activation elu');
    refuse((model) => model.add(head()), 'not compiled');
    refuse((model) => {
      model.add(head());
      model.compile({ loss: 'binaryCrossentropy', optimizer: 'adam' });
    }, 'compile it with meanSquaredError');
    refuse((model) => {
      model.add(head());
      model.compile({ loss: 'meanSquaredError', optimizer: 'rmsprop' });
    }, 'RMSProp');
    refuse((model) => {
      model.add(tf.layers.dense({ units: 2, useBias: false }));
      model.add(head());
    }, 'has no bias');
    refuse((model) => {
      model.add(tf.layers.dense({ units: 2, kernelRegularizer: 'l1l2' }));
      model.add(head());
    }, 'kernelRegularizer');
  });
});

describe('model files of tf.layers models', () => {
  it.each(['binary', 'categorical', 'regression'] as const)(
    'go both ways with the same predictions (%s)',
    async (kind) => {
      const model = modelOf(kind);
      const file = await modelFileFromLayers(model);
      const again = layersFromModelFile(file);
      const [before, after] = [model, again].map((one) => Array.from((one.predict(x) as tf.Tensor).dataSync()));
      expect(after).toEqual(before);
      expect(await modelFileFromLayers(again)).toEqual(file);
      // The file's network is the model: the float64 reference agrees.
      await using program = await createReferenceBackend().compile(file.network, file.parameters);
      const logits = await program.forward({ data: Float64Array.from(x.dataSync()), rows: 20, cols: 4 });
      const expected =
        kind === 'regression'
          ? tf.tensor(Array.from(logits.data), [20, logits.cols])
          : kind === 'binary'
            ? tf.sigmoid(tf.tensor(Array.from(logits.data), [20, 1]))
            : tf.softmax(tf.tensor(Array.from(logits.data), [20, 3]));
      expected.dataSync().forEach((value, index) => expect(before![index]).toBeCloseTo(value, 5));
    },
  );

  it('refuse an ordinal head', async () => {
    const file = await modelFileFromLayers(modelOf('regression'));
    const ordinal = { ...file, network: { ...file.network, head: { type: 'ordinal', classes: 3 } as const } };
    expect(() => layersFromModelFile(ordinal)).toThrow('ordinal');
  });
});
