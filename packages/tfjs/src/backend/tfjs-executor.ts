import {
  type ExecutorV1,
  type ScanResult,
  type Shape,
  type TensorFunction,
  type TrainingScan,
  trace,
} from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { lowerGraph } from '../schedule/lower-graph.ts';
import { runSchedule } from '../schedule/run-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Device } from './device.ts';

/** Schedules that are kept ready. */
const SCHEDULE_LIMIT = 64;

/** Runs traced functions on a backend of TensorFlow.js as schedules of kernel calls, one per function and shapes. */
export class TfjsExecutor implements ExecutorV1<tf.Tensor> {
  readonly #device: Device;
  readonly #schedules = new Map<string, Schedule>();

  constructor(device: Device) {
    this.#device = device;
  }

  upload(values: Float64Array, shape: Shape): tf.Tensor {
    return this.#device.upload(Float32Array.from(values), shape);
  }

  download(tensors: readonly tf.Tensor[]): Promise<readonly Float64Array[]> {
    return Promise.all(tensors.map(async (tensor) => Float64Array.from(await tensor.data())));
  }

  dispose(tensors: readonly tf.Tensor[]): void {
    for (const tensor of tensors) tensor.dispose();
  }

  run(key: string, fn: TensorFunction, inputs: readonly tf.Tensor[]): readonly tf.Tensor[] {
    const shapes = inputs.map(({ shape }) => shape);
    const schedule = this.#schedule(key, shapes, () => lowerGraph(trace(fn, shapes)));
    const constants = this.#constants(schedule);
    try {
      return this.#device.run(() => runSchedule(schedule, inputs, constants));
    } finally {
      this.dispose(constants);
    }
  }

  async scan(key: string, scan: TrainingScan<tf.Tensor>): Promise<ScanResult<tf.Tensor>> {
    const { step, data, rows, batchSize, scalars, scalarCount, recordCount } = scan;
    const shapes = [
      ...scan.state.map(({ shape }) => shape),
      ...data.map(({ shape }) => [batchSize, shape[1]!]),
      [1, scalarCount],
    ];
    const schedule = this.#schedule(key, shapes, () => lowerGraph(trace(step, shapes)));
    const constants = this.#constants(schedule);
    const records: tf.Tensor[] = [];
    let { state } = scan;
    try {
      const steps = rows.length / batchSize;
      for (let index = 0; index < steps; index++) {
        const outputs = this.#device.run(() => {
          const chosen = tf.tensor1d(rows.slice(index * batchSize, (index + 1) * batchSize), 'int32');
          const batch = data.map((matrix) => tf.gather(matrix, chosen));
          const factors = tf.tensor2d(
            Float32Array.from(scalars.subarray(index * scalarCount, (index + 1) * scalarCount)),
            [1, scalarCount],
          );
          return runSchedule(schedule, [...state, ...batch, factors], constants);
        });
        if (state !== scan.state) this.dispose(state);
        state = outputs.slice(0, -1);
        records.push(outputs.at(-1)!);
      }
      const downloaded = await this.download(records);
      const joined = new Float64Array(steps * recordCount);
      downloaded.forEach((record, index) => joined.set(record, index * recordCount));
      return { state, records: joined };
    } catch (error) {
      if (state !== scan.state) this.dispose(state);
      throw error;
    } finally {
      this.dispose([...constants, ...records]);
    }
  }

  #constants({ constants }: Schedule): tf.Tensor[] {
    return constants.map(({ data, shape }) => this.#device.upload(data, shape));
  }

  #schedule(key: string, shapes: readonly Shape[], make: () => Schedule): Schedule {
    const name = `${key} ${JSON.stringify(shapes)}`;
    const known = this.#schedules.get(name) ?? make();
    // Inserted anew, so that the first entry is the one unused for longest.
    this.#schedules.delete(name);
    this.#schedules.set(name, known);
    if (this.#schedules.size > SCHEDULE_LIMIT) this.#schedules.delete(this.#schedules.keys().next().value!);
    return known;
  }
}
