import type { ExecutorV1, ScanResult, Shape, TensorFunction, TrainingScan } from '@chainzrule/core';
import type * as tf from '@tensorflow/tfjs';
import { runFusedOn } from '../fused/fused-devices.ts';
import { runSchedule } from '../schedule/run-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Device } from './device.ts';
import { RecentCache } from './recent-cache.ts';
import { functionSchedule, type TrainingSchedules, trainingSchedules } from './schedules.ts';
import { StepInputs } from './step-inputs.ts';

/** Schedules that are kept ready. */
const SCHEDULE_LIMIT = 64;

/** Runs traced functions on a backend of TensorFlow.js as schedules of kernel calls, one per function and shapes. */
export class TfjsExecutor implements ExecutorV1<tf.Tensor> {
  readonly #device: Device;
  readonly #functions = new RecentCache<Schedule>(SCHEDULE_LIMIT);
  readonly #trainings = new RecentCache<TrainingSchedules>(SCHEDULE_LIMIT);

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
    const schedule = this.#functions.get(`${key} ${JSON.stringify(shapes)}`, () =>
      functionSchedule(fn, shapes, this.#device.name),
    );
    return this.#runOnce(schedule, inputs);
  }

  async scan(key: string, scan: TrainingScan<tf.Tensor>): Promise<ScanResult<tf.Tensor>> {
    const { rows, batchSize, recordCount, data } = scan;
    const schedules = this.#schedulesOf(key, scan);
    const constants = this.#constants(schedules.step);
    const inputs = new StepInputs(this.#device, scan, schedules.step);
    const records: tf.Tensor[] = [];
    let carried: readonly tf.Tensor[] = [];
    try {
      carried = this.#runOnce(schedules.pack, scan.state);
      const steps = rows.length / batchSize;
      for (let step = 0; step < steps; step++) {
        const outputs = this.#device.run(() => {
          const batch = data.map((matrix) => inputs.gather(matrix, step));
          // The factors come as single numbers; no call reads the row itself.
          return runSchedule(schedules.step, [...carried, ...batch], constants, inputs.numbers(step));
        });
        this.dispose(carried);
        carried = outputs.slice(0, -1);
        records.push(outputs.at(-1)!);
      }
      const joined = new Float64Array(steps * recordCount);
      (await this.download(records)).forEach((record, step) => joined.set(record, step * recordCount));
      return { state: this.#runOnce(schedules.unpack, carried), records: joined };
    } finally {
      inputs.dispose();
      this.dispose([...carried, ...constants, ...records]);
    }
  }

  #schedulesOf(key: string, scan: TrainingScan<tf.Tensor>): TrainingSchedules {
    const { step, batchSize, scalarCount } = scan;
    const state = scan.state.map(({ shape }): Shape => shape);
    const data = scan.data.map(({ shape }): Shape => shape);
    return this.#trainings.get(`${key} ${JSON.stringify([state, data, batchSize])}`, () =>
      trainingSchedules(step, { state, data, batchSize, scalarCount }, this.#device.name),
    );
  }

  #runOnce(schedule: Schedule, inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const constants = this.#constants(schedule);
    try {
      const runFused = runFusedOn(this.#device.name);
      const numbers = { scalars: [], row: new Float64Array(0), runFused };
      return this.#device.run(() => runSchedule(schedule, inputs, constants, numbers));
    } finally {
      this.dispose(constants);
    }
  }

  #constants({ constants }: Schedule): tf.Tensor[] {
    return constants.map(({ data, shape }) => this.#device.upload(data, shape));
  }
}
