import type { Parameters } from '../contract/parameters.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';
import type { ExecutorV1 } from './executor.ts';

/** A training state on the device: parameters, first moments and, under AdamW, second moments, each in canonical order. */
export type DeviceState<V> = readonly V[];

/** The state before the first step: moments zero. */
export function initialState(optimizer: OptimizerSpec, parameters: Parameters): TrainingStateV1 {
  const zeros = (): Parameters =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [
        name,
        { shape, data: new Float64Array(data.length) },
      ]),
    );
  const moments = optimizer.type === 'adamw' ? { first: zeros(), second: zeros() } : { first: zeros() };
  return { parameters, moments, step: 0 };
}

/** Sends a checked state to the device. */
export async function uploadState<V>(
  executor: ExecutorV1<V>,
  network: NetworkSpec,
  state: TrainingStateV1,
): Promise<DeviceState<V>> {
  const shapes = tensorShapes(network);
  const parts = [state.parameters, state.moments.first, state.moments.second].filter((part) => part !== undefined);
  const values: V[] = [];
  for (const part of parts) {
    for (const [name, shape] of shapes) values.push(await executor.upload(part[name]!.data, shape));
  }
  return values;
}

/** Brings a state back from the device. */
export async function downloadState<V>(
  executor: ExecutorV1<V>,
  network: NetworkSpec,
  state: DeviceState<V>,
  step: number,
): Promise<TrainingStateV1> {
  const arrays = await executor.download(state);
  const shapes = tensorShapes(network);
  const part = (index: number): Parameters => namedTensors(shapes, arrays.slice(index * shapes.size));
  const moments = state.length === 3 * shapes.size ? { first: part(1), second: part(2) } : { first: part(1) };
  return { parameters: part(0), moments, step };
}

/** Arrays in canonical order as named tensors. */
export function namedTensors(
  shapes: ReadonlyMap<string, readonly number[]>,
  arrays: readonly Float64Array[],
): Parameters {
  return Object.fromEntries([...shapes].map(([name, shape], index) => [name, { shape, data: arrays[index]! }]));
}
