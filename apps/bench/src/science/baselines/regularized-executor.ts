import {
  type ExecutorV1,
  logitCount,
  type NetworkSpec,
  type OptimizerSpec,
  Rng,
  type ScanResult,
  type Shape,
  type TensorFunction,
  type TrainingScan,
  tensorShapes,
} from '@chainzrule/core';
import { kernelNames, regularizedStep } from './regularized-step.ts';
import type { Regularizer } from './regularizer.ts';

/** An executor with the training step of a regularizer in the place of the network's own. It serves one program and has its state. */
export class RegularizedExecutor<V> implements ExecutorV1<V> {
  readonly #inner: ExecutorV1<V>;
  readonly #network: NetworkSpec;
  readonly #optimizer: OptimizerSpec;
  readonly #regularizer: Regularizer;
  readonly #rng: Rng;
  /** The power iteration's u of every kernel. */
  #vectors: readonly V[] | undefined;
  #steps = 0;

  constructor(
    inner: ExecutorV1<V>,
    network: NetworkSpec,
    optimizer: OptimizerSpec,
    regularizer: Regularizer,
    seed: number,
  ) {
    this.#inner = inner;
    this.#network = network;
    this.#optimizer = optimizer;
    this.#regularizer = regularizer;
    this.#rng = Rng.fromSeed(seed).fork('regularizer');
  }

  upload(values: Float64Array, shape: Shape): V | Promise<V> {
    return this.#inner.upload(values, shape);
  }

  download(values: readonly V[]): readonly Float64Array[] | Promise<readonly Float64Array[]> {
    return this.#inner.download(values);
  }

  dispose(values: readonly V[]): void {
    this.#inner.dispose(values);
  }

  run(key: string, fn: TensorFunction, inputs: readonly V[]): readonly V[] | Promise<readonly V[]> {
    return this.#inner.run(key, fn, inputs);
  }

  async scan(key: string, scan: TrainingScan<V>): Promise<ScanResult<V>> {
    const step = regularizedStep(this.#network, this.#optimizer, this.#regularizer, scan.data.length === 3);
    const own = { ...scan, step };
    const ownKey = `${JSON.stringify(this.#regularizer)} ${key}`;
    switch (this.#regularizer.type) {
      case 'dropout':
        return await this.#scanWithMasks(ownKey, own, this.#regularizer.rate);
      case 'spectralNorm':
        return await this.#scanWithVectors(ownKey, own);
      default:
        return await this.#inner.scan(ownKey, own);
    }
  }

  /** The masks travel as data: the batches are laid out one after another, so that a step's rows are its rows of the masks too. */
  async #scanWithMasks(key: string, scan: TrainingScan<V>, rate: number): Promise<ScanResult<V>> {
    const count = scan.rows.length;
    // Plans of a run differ in length; a runtime that compiles by shapes should meet few.
    const capacity = scan.batchSize * 2 ** Math.ceil(Math.log2(count / scan.batchSize));
    const columns = [this.#network.inputs, logitCount(this.#network.head), 1];
    const data: V[] = [];
    for (const [index, values] of (await this.#inner.download(scan.data)).entries()) {
      const taken = takeRows(values, columns[index]!, scan.rows, capacity);
      data.push(await this.#inner.upload(taken, [capacity, columns[index]!]));
    }
    const rng = this.#rng.fork(this.#steps);
    for (const { units } of this.#network.layers) {
      const mask = new Float64Array(capacity * units);
      for (let i = 0; i < count * units; i++) mask[i] = rng.uniform() < rate ? 0 : 1 / (1 - rate);
      data.push(await this.#inner.upload(mask, [capacity, units]));
    }
    this.#steps += count / scan.batchSize;
    const result = await this.#inner.scan(key, { ...scan, data, rows: scan.rows.map((_, position) => position) });
    this.#inner.dispose(data);
    return result;
  }

  /** The power iteration's vectors travel as state. */
  async #scanWithVectors(key: string, scan: TrainingScan<V>): Promise<ScanResult<V>> {
    this.#vectors ??= await this.#startVectors();
    const { state, records } = await this.#inner.scan(key, { ...scan, state: [...scan.state, ...this.#vectors] });
    this.#inner.dispose(this.#vectors);
    this.#vectors = state.slice(scan.state.length);
    return { state: state.slice(0, scan.state.length), records };
  }

  async #startVectors(): Promise<V[]> {
    const vectors: V[] = [];
    for (const name of kernelNames(this.#network)) {
      const rng = this.#rng.fork(name);
      const columns = tensorShapes(this.#network).get(name)![1]!;
      vectors.push(
        await this.#inner.upload(
          Float64Array.from({ length: columns }, () => rng.normal()),
          [columns, 1],
        ),
      );
    }
    return vectors;
  }
}

/** The chosen rows, then zeros up to `capacity` rows. */
function takeRows(values: Float64Array, columns: number, rows: Int32Array, capacity: number): Float64Array {
  const taken = new Float64Array(capacity * columns);
  rows.forEach((row, index) => taken.set(values.subarray(row * columns, (row + 1) * columns), index * columns));
  return taken;
}
