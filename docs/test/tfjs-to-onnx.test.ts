import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportOnnx } from '@chainzrule/onnx';
import { cubicDense, modelFileFromLayers, withDreg } from '@chainzrule/tfjs';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { blocksOf, root } from './support/blocks.ts';

const folder = mkdtempSync(join(root, 'docs/test/.run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
  tf.env().set('PROD', true);
});

const ROWS = 20;
const x = Float32Array.from({ length: ROWS * 3 }, (_, i) => Math.sin(i * 1.7));
const heads = {
  binary: { units: 1, activation: 'sigmoid', loss: 'binaryCrossentropy' },
  categorical: { units: 3, activation: 'softmax', loss: 'categoricalCrossentropy' },
  regression: { units: 2, activation: 'linear', loss: 'meanSquaredError' },
} as const;

describe('a model of tf.layers', () => {
  it.each(['binary', 'categorical', 'regression'] as const)(
    'predicts the same as an ONNX file, after training with the penalty (%s)',
    async (kind) => {
      const { units, activation, loss } = heads[kind];
      const model = tf.sequential();
      model.add(cubicDense({ units: 8, inputShape: [3] }));
      model.add(tf.layers.dense({ units: 6, activation: 'tanh' }));
      model.add(tf.layers.dense({ units, activation }));
      model.compile({ optimizer: 'adam', loss });
      const rows = tf.tensor2d(x, [ROWS, 3]);
      const labels = tf.tensor1d(
        Array.from({ length: ROWS }, (_, row) => row % 3),
        'int32',
      );
      const y =
        kind === 'categorical'
          ? tf.oneHot(labels, 3).toFloat()
          : tf.tensor2d(
              Float32Array.from({ length: ROWS * units }, (_, i) => i % 2),
              [ROWS, units],
            );
      await withDreg(model, { lambda: 0.1 }).fit(rows, y, { epochs: 3 });

      const session = await InferenceSession.create(exportOnnx(await modelFileFromLayers(model)));
      const outputs = await session.run({ x: new Tensor('float32', x, [ROWS, 3]) });
      await session.release();
      const expected = Array.from((model.predict(rows) as tf.Tensor).dataSync());
      const found = Array.from((outputs['probabilities'] ?? outputs['values'])!.data as Float32Array);
      // ONNX gives both classes' probabilities of a binary head, tf.layers that of the second.
      const compared = kind === 'binary' ? found.filter((_, index) => index % 2 === 1) : found;
      expect(compared).toHaveLength(expected.length);
      for (const [index, value] of expected.entries()) expect(compared[index]).toBeCloseTo(value, 6);
    },
  );

  it('goes to ONNX as the guide says', async () => {
    const { code } = blocksOf('docs/guide/tfjs.md', ['ts']).find((block) => block.code.includes('exportOnnx'))!;
    const file = join(folder, 'to-onnx.ts');
    writeFileSync(file, code);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(file);
    expect(log.mock.calls).toEqual([[true]]);
    log.mockRestore();
  });
});
