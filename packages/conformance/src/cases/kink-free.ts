import {
  type ArithmeticV1,
  type NetworkSpec,
  type TensorFunction,
  type TensorOpsV1,
  tensorShapes,
} from '@chainzrule/core';
import { forward } from '@chainzrule/core/step';
import { roundTo } from '../arithmetic/round-to.ts';
import { sensitivity } from '../sensitivity/sensitivity.ts';
import { tensorInputs } from './case-inputs.ts';
import type { ConformanceCase } from './conformance-case.ts';

const TRIES = 8;

/**
 * The case with the biases of ReLU units moved until every |z| > 8 s_z, so that rounding cannot put a unit on the other side
 * of its kink. A layer that cannot be freed (a coarse format with many rows) becomes tanh.
 */
export function freeOfKinks(given: ConformanceCase, arithmetic: ArithmeticV1): ConformanceCase {
  let current = given;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const first = nearKink(current, arithmetic);
    if (first === undefined) return current;
    const { layer, units, scale } = first;
    if (attempt === TRIES - 1) break;
    current = moved(current, layer, units, scale * (attempt + 1), roundTo(arithmetic));
  }
  const layers = current.network.layers.map(({ units, activation }) => ({
    units,
    activation: activation.type === 'relu' ? ({ type: 'tanh' } as const) : activation,
  }));
  return { ...current, network: { ...current.network, layers } };
}

/** The first ReLU layer with units near their kink, and how far to move them. */
function nearKink(
  { network, parameters, batch, seed }: ConformanceCase,
  arithmetic: ArithmeticV1,
): { readonly layer: number; readonly units: readonly number[]; readonly scale: number } | undefined {
  const relus = network.layers.flatMap(({ activation }, layer) => (activation.type === 'relu' ? [layer] : []));
  if (relus.length === 0) return undefined;
  const x = { shape: [batch.x.rows, batch.x.cols], data: batch.x.data as Float64Array };
  const { variants } = sensitivity(
    preactivations(network, relus),
    [...tensorInputs(network, parameters), x],
    arithmetic,
    seed,
  );
  for (const [index, layer] of relus.entries()) {
    const { expected, tolerance } = variants[0]![index]!;
    const width = network.layers[layer]!.units;
    const units = new Set<number>();
    let widest = 0;
    // The tolerance is 4 (s + ½ s̄), so twice that is at least 8 s.
    expected.forEach((z, i) => {
      widest = Math.max(widest, tolerance[i]!);
      if (Math.abs(z) <= 2 * tolerance[i]!) units.add(i % width);
    });
    if (units.size > 0) return { layer, units: [...units], scale: 6 * widest };
  }
  return undefined;
}

function preactivations(network: NetworkSpec, layers: readonly number[]): TensorFunction {
  const names = [...tensorShapes(network).keys()];
  return function z<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] {
    const tensors = Object.fromEntries(names.map((name, index) => [name, inputs[index]!]));
    const pass = forward(ops, network, tensors, inputs[names.length]!);
    return layers.map((layer) => pass.layers[layer]!.z);
  };
}

function moved(
  given: ConformanceCase,
  layer: number,
  units: readonly number[],
  by: number,
  round: (value: number) => number,
): ConformanceCase {
  const name = `layers.${layer}.bias`;
  const bias = given.parameters[name]!;
  const data = Float64Array.from(bias.data);
  for (const unit of units) data[unit] = round(data[unit]! + by);
  return { ...given, parameters: { ...given.parameters, [name]: { ...bias, data } } };
}
