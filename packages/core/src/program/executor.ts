import type { Shape } from '../contract/tensor-ops.ts';
import type { TensorFunction } from '../trace/trace.ts';

/**
 * What `backendFromExecutor` needs of a runtime: it runs functions over tensors on values of type `V` that live on the device.
 *
 * A function comes with a `key`: equal keys (and equal input shapes) mean the same function, so what was compiled for it
 * can be used again. All members may be asynchronous; calls for one program never overlap, those of several programs may.
 */
export interface ExecutorV1<V> {
  /** Sends values to the device, row-major. The array may be changed by the caller afterwards. */
  upload(values: Float64Array, shape: Shape): V | Promise<V>;
  /** Brings values back, row-major. */
  download(values: readonly V[]): readonly Float64Array[] | Promise<readonly Float64Array[]>;
  /** Frees values. */
  dispose(values: readonly V[]): void;
  /** Applies a function; the results are new values. */
  run(key: string, fn: TensorFunction, inputs: readonly V[]): readonly V[] | Promise<readonly V[]>;
  /** Runs many training steps without leaving the device. */
  scan(key: string, scan: TrainingScan<V>): ScanResult<V> | Promise<ScanResult<V>>;
}

/** Steps of equal batch size. The inputs of `step` are `state`, then one batch of each of `data`, then one row of `scalars`. */
export interface TrainingScan<V> {
  /** Gives the new state, then one record [1, recordCount]. */
  readonly step: TensorFunction;
  /** Must stay valid: the scan makes new values. */
  readonly state: readonly V[];
  /** Matrices [rows, …] that the batches are taken from. */
  readonly data: readonly V[];
  /** Row indices, [steps · batchSize]. */
  readonly rows: Int32Array;
  readonly batchSize: number;
  /** [steps, scalarCount], row-major. */
  readonly scalars: Float64Array;
  readonly scalarCount: number;
  readonly recordCount: number;
}

export interface ScanResult<V> {
  readonly state: readonly V[];
  /** [steps, recordCount], row-major. */
  readonly records: Float64Array;
}
