import type { Batch, Parameters } from '@chainzrule/core';
import { type Round, roundArray } from '../arithmetic/round-to.ts';

/** Parameters in a format: what every backend can hold exactly. */
export function roundParameters(round: Round, parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: roundArray(round, data) }]),
  );
}

/** Rows, targets and weights in a format. */
export function roundBatch(round: Round, { x, y, weights }: Batch): Batch {
  return {
    x: { ...x, data: roundArray(round, x.data) },
    y: y instanceof Float64Array ? roundArray(round, y) : { ...y, data: roundArray(round, y.data) },
    ...(weights !== undefined && { weights: roundArray(round, weights) }),
  };
}
