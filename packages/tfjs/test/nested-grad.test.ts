import './support/quiet.ts';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createTfjsBackend } from '../src/index.ts';

/**
 * R = mean_b Σ_i φ′(z_bi)² ‖w_i‖² of one tanh layer contains a derivative, so its gradient is a second derivative. tfjs 4.22 lets one
 * nest `tf.grad` for that and gives a wrong number without a word: kernels that save their output (tanh does) lose the path through it.
 * This is why the package writes the derivatives out and never differentiates twice.
 */
describe('the gradient of the penalty', () => {
  const x = [0.7, -0.4, 1.1, 0.3, -0.9, 0.6];
  const kernel = [0.8, -0.5, 0.3, 0.9, -0.7, 0.4];
  const network = {
    format: 'chainzrule/network@1',
    inputs: 2,
    layers: [{ units: 3, activation: { type: 'tanh' } }],
    head: { type: 'regression', outputs: 1 },
    dreg: { penalty: 'local', reduction: 'sum' },
  } as const;

  /** The penalty by its definition, in float64. */
  const penalty = (w: readonly number[]): number => {
    let sum = 0;
    for (let b = 0; b < 3; b++) {
      for (let i = 0; i < 3; i++) {
        const z = x[2 * b]! * w[i]! + x[2 * b + 1]! * w[3 + i]!;
        sum += (1 - Math.tanh(z) ** 2) ** 2 * (w[i]! ** 2 + w[3 + i]! ** 2);
      }
    }
    return sum / 3;
  };
  const differences = kernel.map((_, index) => {
    const moved = (step: number) => kernel.map((value, i) => (i === index ? value + step : value));
    return (penalty(moved(1e-5)) - penalty(moved(-1e-5))) / 2e-5;
  });
  const worst = (found: ArrayLike<number>): number =>
    Math.max(...differences.map((value, index) => Math.abs(found[index]! - value))) /
    Math.max(...differences.map(Math.abs));

  it('is wrong by more than a percent through nested tf.grad', async () => {
    await tf.setBackend('cpu');
    const slope = tf.grad((z) => tf.tanh(z));
    const found = tf.tidy(() => {
      const rows = tf.tensor2d(x, [3, 2]);
      const gradient = tf.grad((w) => {
        const derivative = slope(tf.matMul(rows, w as tf.Tensor2D));
        return derivative.square().mul(w.square().sum(0)).sum().div(3);
      });
      return gradient(tf.tensor2d(kernel, [2, 3])).dataSync();
    });
    expect(worst(found)).toBeGreaterThan(0.01);
  });

  it('is right here', async () => {
    const backend = await createTfjsBackend({ device: 'cpu' });
    const tensor = (shape: readonly number[], values: readonly number[]) => ({
      shape,
      data: Float64Array.from(values),
    });
    await using program = await backend.compile(network, {
      'layers.0.kernel': tensor([2, 3], kernel),
      'layers.0.bias': tensor([3], [0, 0, 0]),
      'head.kernel': tensor([3, 1], [0, 0, 0]),
      'head.bias': tensor([1], [0]),
    });
    const batch = { x: { data: Float64Array.from(x), rows: 3, cols: 2 }, y: new Float64Array(3) };
    const { gradients } = await program.evaluate(batch, 1);
    expect(worst(gradients['layers.0.kernel']!.data)).toBeLessThan(1e-6);
  });
});
