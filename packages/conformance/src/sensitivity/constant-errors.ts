import type { ArithmeticV1, Graph } from '@chainzrule/core';
import { roundTo } from '../arithmetic/round-to.ts';
import type { GraphRun } from './graph-run.ts';

/** A constant of a graph that the format cannot hold, so that the backend rounds it. */
export interface ConstantError {
  /** The run's own array, to be disturbed in place. */
  readonly values: Float64Array;
  readonly original: Float64Array;
  readonly error: Float64Array;
}

export function constantErrors(graph: Graph, run: GraphRun, arithmetic: ArithmeticV1): ConstantError[] {
  const round = roundTo(arithmetic);
  return graph.nodes.flatMap((node) => {
    if (node.operation.kind !== 'constant') return [];
    const values = run.valuesOf(node);
    if (values.every((value) => round(value) === value)) return [];
    const error = values.map((value) => (round(value) === value ? 0 : arithmetic.unitRoundoff * Math.abs(value)));
    return [{ values, original: Float64Array.from(values), error }];
  });
}
