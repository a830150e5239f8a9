import type { Batch } from '../contract/batch.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { logitCount } from '../spec/tensor-shapes.ts';
import { encodeTargets } from './encode-targets.ts';
import type { ExecutorV1 } from './executor.ts';

/** Rows on the device: x [rows, inputs], targets [rows, logits] and, where the batch has them, weights [rows, 1]. */
export interface DeviceBatch<V> {
  readonly values: readonly V[];
  /** The weights once more on the host, to check plans against. */
  readonly weights: Float64Array | undefined;
}

/** Sends a checked batch to the device. */
export async function uploadBatch<V>(
  executor: ExecutorV1<V>,
  network: NetworkSpec,
  { x, y, weights }: Batch,
): Promise<DeviceBatch<V>> {
  const values = [
    await executor.upload(toFloat64(x.data), [x.rows, x.cols]),
    await executor.upload(encodeTargets(network.head, y), [x.rows, logitCount(network.head)]),
  ];
  if (weights !== undefined) values.push(await executor.upload(weights, [x.rows, 1]));
  return { values, weights: weights && Float64Array.from(weights) };
}

/** The same numbers in float64, without a copy where they already are. */
export function toFloat64(data: Float32Array | Float64Array): Float64Array {
  return data instanceof Float64Array ? data : Float64Array.from(data);
}
