import { headColumns, type NetworkSpec, programFunctions, trace } from '@chainzrule/core';
import { GraphRun } from '../sensitivity/graph-run.ts';
import { batchInputs, scalarInput, tensorInputs } from './case-inputs.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** Most elements of one tensor, so that a judged case fits in memory. */
const MOST_ELEMENTS = 2 ** 18;

/** Multiply-adds of one evaluation, about; infinite where a tensor would be larger than memory allows. */
export function multiplyAdds(network: NetworkSpec, rows: number): number {
  const accumulated = network.dreg.penalty === 'accumulated';
  let [count, fanIn] = [0, network.inputs];
  for (const { units } of network.layers) {
    const copies = accumulated ? 1 + network.inputs : 1;
    if (rows * units * copies > MOST_ELEMENTS || fanIn * units > MOST_ELEMENTS) return Number.POSITIVE_INFINITY;
    count += 3 * rows * fanIn * units * copies;
    fanIn = units;
  }
  return count + 3 * rows * fanIn * headColumns(network.head);
}

/** The largest value that an evaluation of the case meets on its way. */
export function magnitude({ network, optimizer, parameters, lambda, batch }: ConformanceCase): number {
  const inputs = [...tensorInputs(network, parameters), scalarInput(lambda), ...batchInputs(network, batch)];
  const functions = programFunctions(network, optimizer);
  let largest = 0;
  const look = (values: Float64Array): void => {
    for (const value of values)
      largest = Math.max(largest, Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value));
  };
  const shapes = inputs.map(({ shape }) => shape);
  const run = new GraphRun(trace(functions.evaluate, shapes));
  run.run(
    inputs.map(({ data }) => data),
    (_node, values) => look(values),
  );
  // The gradient's norm squares what is there.
  for (const gradient of run.outputs().slice(4)) look(Float64Array.of(gradient.reduce((sum, g) => sum + g * g, 0)));
  const x = [...inputs.slice(0, Object.keys(parameters).length), inputs[Object.keys(parameters).length + 1]!];
  const norms = new GraphRun(
    trace(
      functions.derivativeNorms,
      x.map(({ shape }) => shape),
    ),
  );
  norms.run(
    x.map(({ data }) => data),
    (_node, values) => look(values),
  );
  return largest;
}
