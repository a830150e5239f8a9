import type { Parameters } from '../contract/parameters.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';
import type { MomentScale } from '../step/index.ts';
import type { ExecutorV1 } from './executor.ts';

/** A training state on the device: parameters, first moments and, under AdamW, second moments, each in canonical order. */
export type DeviceState<V> = readonly V[];

/** Scale of the parameters and of moments that lie on the device as they are. */
const UNSCALED: MomentScale = { first: 1, second: 1 };

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

/** Sends a checked state to the device, its moments divided by their scale. */
export async function uploadState<V>(
  executor: ExecutorV1<V>,
  network: NetworkSpec,
  { parameters, moments }: TrainingStateV1,
  scale: MomentScale = UNSCALED,
): Promise<DeviceState<V>> {
  const values: V[] = [];
  for (const [part, factor] of [
    [parameters, 1],
    [moments.first, scale.first],
    [moments.second, scale.second],
  ] as const) {
    if (part === undefined) continue;
    for (const [name, shape] of tensorShapes(network)) {
      const { data } = part[name]!;
      values.push(await executor.upload(factor === 1 ? data : data.map((value) => value / factor), shape));
    }
  }
  return values;
}

/** Brings a state back from the device. */
export async function downloadState<V>(
  executor: ExecutorV1<V>,
  network: NetworkSpec,
  state: DeviceState<V>,
  step: number,
  scale: MomentScale = UNSCALED,
): Promise<TrainingStateV1> {
  const arrays = await executor.download(state);
  const shapes = tensorShapes(network);
  const part = (index: number, factor: number): Parameters => {
    const own = arrays.slice(index * shapes.size, (index + 1) * shapes.size);
    return namedTensors(shapes, factor === 1 ? own : own.map((values) => values.map((value) => value * factor)));
  };
  const first = part(1, scale.first);
  const moments = state.length === 3 * shapes.size ? { first, second: part(2, scale.second) } : { first };
  return { parameters: part(0, 1), moments, step };
}

/** Arrays in canonical order as named tensors. */
export function namedTensors(
  shapes: ReadonlyMap<string, readonly number[]>,
  arrays: readonly Float64Array[],
): Parameters {
  return Object.fromEntries([...shapes].map(([name, shape], index) => [name, { shape, data: arrays[index]! }]));
}
