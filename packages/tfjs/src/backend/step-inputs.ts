import type { TrainingScan } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { runFusedOn } from '../fused/fused-devices.ts';
import type { StepNumbers } from '../schedule/run-schedule.ts';
import type { ScalarValue, Schedule } from '../schedule/schedule.ts';
import type { Device } from './device.ts';

/** What changes from step to step of a plan: the rows taken and the numbers of the host. */
export class StepInputs {
  readonly #device: Device;
  readonly #scan: TrainingScan<tf.Tensor>;
  readonly #numbers: readonly ScalarValue[];
  readonly #current: { readonly number: number; readonly tensor: tf.Tensor }[] = [];

  constructor(device: Device, scan: TrainingScan<tf.Tensor>, { scalars }: Schedule) {
    this.#device = device;
    this.#scan = scan;
    this.#numbers = scalars;
  }

  /** One batch's rows of a loaded matrix; to be called while the device is active. */
  gather(matrix: tf.Tensor, step: number): tf.Tensor {
    const { rows, batchSize } = this.#scan;
    const chosen = rows.slice(step * batchSize, (step + 1) * batchSize);
    const engine = tf.engine();
    // On wasm GatherV2 computes each element's place; GatherNd copies whole rows.
    if (this.#device.name === 'wasm')
      return engine.runKernel('GatherNd', { params: matrix, indices: tf.tensor2d(chosen, [batchSize, 1], 'int32') });
    const indices = tf.tensor1d(chosen, 'int32');
    return engine.runKernel('GatherV2', { x: matrix, indices }, { axis: 0, batchDims: 0 });
  }

  /** The step's numbers, as they are and as tensors; one that stays the same is uploaded once. */
  numbers(step: number): StepNumbers {
    const { scalars, scalarCount } = this.#scan;
    const row = scalars.subarray(step * scalarCount, (step + 1) * scalarCount);
    this.#numbers.forEach(({ shape, compute }, index) => {
      const number = compute(row);
      const before = this.#current[index];
      if (before !== undefined && Object.is(before.number, number)) return;
      before?.tensor.dispose();
      this.#current[index] = { number, tensor: this.#device.upload(Float32Array.of(number), shape) };
    });
    const runFused = runFusedOn(this.#device.name);
    return { scalars: this.#current.map(({ tensor }) => tensor), row, runFused };
  }

  dispose(): void {
    for (const { tensor } of this.#current.splice(0)) tensor.dispose();
  }
}
