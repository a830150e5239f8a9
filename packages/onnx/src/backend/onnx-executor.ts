import {
  type ExecutorV1,
  type ScanResult,
  type Shape,
  sizeOf,
  type TensorFunction,
  type TrainingScan,
} from '@chainzrule/core';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Opset, Target } from '../graph/index.ts';
import { functionModel } from './function-model.ts';
import { GpuWatch } from './gpu-watch.ts';
import { packedTraining, type TrainingShapes } from './packed-training.ts';
import type { OrtModule, Runtime } from './runtime.ts';
import type { Serial } from './serial.ts';
import { type CompiledModel, type ModelSource, SessionCache } from './session-cache.ts';
import { trainingModel } from './training-model.ts';

/** Sessions that are kept ready. */
const SESSION_LIMIT = 32;

/** Elements of gathered batches that one call of a training model may hold: 16 MiB of float32. */
const GATHERED_ELEMENTS = 2 ** 22;

/** Version of ONNX's operators that the executor's own models are written in. */
const OPSET: Opset = 21;

/** Steps on a GPU whose records are fetched at once: each fetch waits for the GPU. */
const RECORDED_STEPS = 64;

/**
 * Runs traced functions on ONNX Runtime in float32: a session per function and shapes. A training plan is one `Scan` where the processor
 * computes; a GPU gets the steps one by one, the state staying there, since ONNX Runtime's Scan runs on the processor and takes the state
 * back and forth (on WebGPU with wrong numbers).
 */
export class OnnxExecutor implements ExecutorV1<Tensor>, AsyncDisposable {
  readonly #ort: OrtModule;
  readonly #sessions: SessionCache;
  readonly #serial: Serial;
  readonly #target: Target;
  readonly #onWebGpu: boolean;
  #watch: GpuWatch | undefined;

  constructor({ ort, name, serial }: Runtime, options: InferenceSession.SessionOptions, device: string) {
    this.#ort = ort;
    this.#serial = serial;
    this.#target = isGpu(device) ? 'gpu' : name === 'web' ? 'wasm' : 'native';
    this.#onWebGpu = name === 'web' && device === 'webgpu';
    if (this.#onWebGpu) this.#watch = GpuWatch.known(ort);
    this.#sessions = new SessionCache(ort, options, SESSION_LIMIT);
  }

  upload(values: Float64Array, shape: Shape): Tensor {
    return this.#tensor(Float32Array.from(values), shape);
  }

  download(tensors: readonly Tensor[]): Promise<readonly Float64Array[]> {
    return Promise.all(tensors.map(async (tensor) => Float64Array.from(await this.#read(tensor))));
  }

  dispose(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) tensor.dispose();
  }

  run(key: string, fn: TensorFunction, inputs: readonly Tensor[]): Promise<readonly Tensor[]> {
    return this.#serial.add(() => this.#apply(key, fn, inputs));
  }

  scan(key: string, scan: TrainingScan<Tensor>): Promise<ScanResult<Tensor>> {
    return this.#serial.add(() => (this.#target === 'gpu' ? this.#stepByStep(key, scan) : this.#inOneCall(key, scan)));
  }

  async #apply(key: string, fn: TensorFunction, inputs: readonly Tensor[]): Promise<readonly Tensor[]> {
    const shapes = inputs.map(({ dims }) => dims);
    const model = await this.#model(`${key} ${JSON.stringify(shapes)}`, () =>
      functionModel(fn, shapes, OPSET, { target: this.#target }),
    );
    return this.#call(model, inputs);
  }

  async #inOneCall(key: string, scan: TrainingScan<Tensor>): Promise<ScanResult<Tensor>> {
    const { data, rows, batchSize, scalars, scalarCount, recordCount } = scan;
    const model = await this.#trainingModel(key, scan);
    const steps = rows.length / batchSize;
    const records = new Float64Array(steps * recordCount);
    const width = data.reduce((sum, { dims }) => sum + sizeOf(dims.slice(1)), 0);
    const stepsPerCall = Math.max(1, Math.floor(GATHERED_ELEMENTS / (width * batchSize)));
    let { state } = scan;
    for (let start = 0; start < steps; start += stepsPerCall) {
      const count = Math.min(stepsPerCall, steps - start);
      const plan = [
        new this.#ort.Tensor('int32', rows.slice(start * batchSize, (start + count) * batchSize), [count, batchSize]),
        this.#tensor(Float32Array.from(scalars.subarray(start * scalarCount, (start + count) * scalarCount)), [
          count,
          1,
          scalarCount,
        ]),
      ];
      const outputs = await this.#call(model, [...state, ...data, ...plan]);
      if (state !== scan.state) this.dispose(state);
      state = outputs.slice(0, -1);
      records.set(await this.#read(outputs.at(-1)!), start * recordCount);
      this.dispose([...plan, outputs.at(-1)!]);
    }
    return { state, records };
  }

  async #stepByStep(key: string, scan: TrainingScan<Tensor>): Promise<ScanResult<Tensor>> {
    const { data, rows, batchSize, scalars, scalarCount, recordCount } = scan;
    const training = packedTraining(scan.step, shapesOf(scan));
    const steps = rows.length / batchSize;
    const records = new Float64Array(steps * recordCount);
    const fetched: Tensor[] = [];
    let packed = await this.#apply(`${key} pack`, training.pack, scan.state);
    for (let step = 0; step < steps; step++) {
      const own = rows.subarray(step * batchSize, (step + 1) * batchSize);
      const inputs = [
        ...data.map((matrix) => this.#batch(matrix, own)),
        this.#tensor(Float32Array.from(scalars.subarray(step * scalarCount, (step + 1) * scalarCount)), [
          1,
          scalarCount,
        ]),
      ];
      const outputs = await this.#apply(`${key} step`, training.step, [...packed, ...inputs]);
      this.dispose([...packed, ...inputs]);
      packed = outputs.slice(0, -1);
      fetched.push(outputs.at(-1)!);
      if (fetched.length < RECORDED_STEPS && step < steps - 1) continue;
      const from = step + 1 - fetched.length;
      for (const [index, record] of fetched.entries())
        records.set(await this.#read(record), (from + index) * recordCount);
      this.dispose(fetched.splice(0));
    }
    const state = await this.#apply(`${key} unpack`, training.unpack, packed);
    this.dispose(packed);
    return { state, records };
  }

  /** Rows of a loaded matrix, which `upload` keeps on the host. */
  #batch({ data, dims }: Tensor, rows: Int32Array): Tensor {
    const width = dims[1]!;
    const batch = new Float32Array(rows.length * width);
    rows.forEach((row, index) => {
      batch.set((data as Float32Array).subarray(row * width, (row + 1) * width), index * width);
    });
    return this.#tensor(batch, [rows.length, width]);
  }

  /** Frees the sessions, after the calls that were made before. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#serial.add(() => this.#sessions.close());
  }

  #trainingModel(key: string, scan: TrainingScan<Tensor>): Promise<CompiledModel> {
    const shapes = shapesOf(scan);
    return this.#model(`${key} ${JSON.stringify(shapes)}`, () => trainingModel(scan.step, shapes, OPSET, this.#target));
  }

  /** @throws Error where the device was lost before. */
  async #model(key: string, source: () => ModelSource): Promise<CompiledModel> {
    this.#watch?.check();
    const model = await this.#sessions.get(key, source);
    if (this.#onWebGpu) this.#watch ??= await GpuWatch.over(this.#ort);
    return model;
  }

  async #call({ session, inputs, outputs }: CompiledModel, tensors: readonly Tensor[]): Promise<readonly Tensor[]> {
    const results = await session.run(Object.fromEntries(inputs.map((name, index) => [name, tensors[index]!])));
    this.#watch?.check();
    return outputs.map((name) => results[name]!);
  }

  async #read(tensor: Tensor): Promise<Float32Array> {
    const values = (await tensor.getData()) as Float32Array;
    this.#watch?.check();
    return values;
  }

  #tensor(values: Float32Array, shape: Shape): Tensor {
    return new this.#ort.Tensor('float32', values, shape);
  }
}

/** Whether an execution provider computes on a GPU. */
export function isGpu(device: string): boolean {
  return device !== 'cpu' && device !== 'wasm';
}

function shapesOf({ state, data, batchSize, scalarCount, recordCount }: TrainingScan<Tensor>): TrainingShapes {
  const dims = (tensors: readonly Tensor[]): Shape[] => tensors.map((tensor) => tensor.dims);
  return { state: dims(state), data: dims(data), batchSize, scalarCount, recordCount };
}
