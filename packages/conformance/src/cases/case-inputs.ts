import {
  type Batch,
  encodeTargets,
  logitCount,
  type NetworkSpec,
  type Parameters,
  tensorShapes,
} from '@chainzrule/core';
import type { GivenTensor } from '../sensitivity/sensitivity.ts';

/** A network's tensors in canonical order, as the core's functions take them. */
export function tensorInputs(network: NetworkSpec, parameters: Parameters): GivenTensor[] {
  return [...tensorShapes(network)].map(([name, shape]) => ({ shape, data: parameters[name]!.data }));
}

/** x, encoded targets and, where there are any, weights. */
export function batchInputs(network: NetworkSpec, { x, y, weights }: Batch): GivenTensor[] {
  const data = x.data instanceof Float64Array ? x.data : Float64Array.from(x.data);
  const inputs: GivenTensor[] = [
    { shape: [x.rows, x.cols], data },
    { shape: [x.rows, logitCount(network.head)], data: encodeTargets(network.head, y) },
  ];
  return weights === undefined ? inputs : [...inputs, { shape: [x.rows, 1], data: weights }];
}

/** A number as a tensor [1, 1]. */
export const scalarInput = (value: number): GivenTensor => ({ shape: [1, 1], data: Float64Array.of(value) });
