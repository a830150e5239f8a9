import {
  type ExecutorV1,
  type ScanResult,
  type Shape,
  sizeOf,
  type TensorFunction,
  type TrainingScan,
} from '@chainzrule/core';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Opset } from '../graph/index.ts';
import { functionModel } from './function-model.ts';
import type { OrtModule, Runtime } from './runtime.ts';
import type { Serial } from './serial.ts';
import { type CompiledModel, SessionCache } from './session-cache.ts';
import { trainingModel } from './training-model.ts';

/** Sessions that are kept ready. */
const SESSION_LIMIT = 32;

/** Elements of gathered batches that one call of a training model may hold: 16 MiB of float32. */
const GATHERED_ELEMENTS = 2 ** 22;

/** Version of ONNX's operators that the executor's own models are written in. */
const OPSET: Opset = 21;

/** Runs traced functions on ONNX Runtime in float32: a session per function and shapes, a training plan as one `Scan`. */
export class OnnxExecutor implements ExecutorV1<Tensor>, AsyncDisposable {
  readonly #ort: OrtModule;
  readonly #sessions: SessionCache;
  readonly #serial: Serial;

  constructor({ ort, serial }: Runtime, options: InferenceSession.SessionOptions) {
    this.#ort = ort;
    this.#serial = serial;
    this.#sessions = new SessionCache(ort, options, SESSION_LIMIT);
  }

  upload(values: Float64Array, shape: Shape): Tensor {
    return this.#tensor(Float32Array.from(values), shape);
  }

  download(tensors: readonly Tensor[]): Promise<readonly Float64Array[]> {
    return Promise.all(tensors.map(async (tensor) => Float64Array.from((await tensor.getData()) as Float32Array)));
  }

  dispose(tensors: readonly Tensor[]): void {
    for (const tensor of tensors) tensor.dispose();
  }

  run(key: string, fn: TensorFunction, inputs: readonly Tensor[]): Promise<readonly Tensor[]> {
    return this.#serial.add(async () => {
      const shapes = inputs.map(({ dims }) => dims);
      const model = await this.#sessions.get(`${key} ${JSON.stringify(shapes)}`, () =>
        functionModel(fn, shapes, OPSET),
      );
      return call(model, inputs);
    });
  }

  scan(key: string, scan: TrainingScan<Tensor>): Promise<ScanResult<Tensor>> {
    return this.#serial.add(async () => {
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
        const outputs = await call(model, [...state, ...data, ...plan]);
        if (state !== scan.state) this.dispose(state);
        state = outputs.slice(0, -1);
        records.set((await outputs.at(-1)!.getData()) as Float32Array, start * recordCount);
        this.dispose([...plan, outputs.at(-1)!]);
      }
      return { state, records };
    });
  }

  /** Frees the sessions, after the calls that were made before. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#serial.add(() => this.#sessions.close());
  }

  #trainingModel(
    key: string,
    { step, state, data, batchSize, scalarCount, recordCount }: TrainingScan<Tensor>,
  ): Promise<CompiledModel> {
    const shapes = { state: state.map(({ dims }) => dims), data: data.map(({ dims }) => dims), batchSize };
    return this.#sessions.get(`${key} ${JSON.stringify(shapes)}`, () =>
      trainingModel(step, { ...shapes, scalarCount, recordCount }, OPSET),
    );
  }

  #tensor(values: Float32Array, shape: Shape): Tensor {
    return new this.#ort.Tensor('float32', values, shape);
  }
}

async function call(
  { session, inputs, outputs }: CompiledModel,
  tensors: readonly Tensor[],
): Promise<readonly Tensor[]> {
  const results = await session.run(Object.fromEntries(inputs.map((name, index) => [name, tensors[index]!])));
  return outputs.map((name) => results[name]!);
}
