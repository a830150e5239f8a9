import {
  type Batch,
  DEFAULT_OPTIMIZER,
  initialParameters,
  type NetworkSpec,
  type OptimizerSpec,
  type Parameters,
  Rng,
} from '@chainzrule/core';
import { roundBatch, roundParameters } from '../cases/round-case.ts';

/** A small network with rows, for checks of behaviour; every number fits any format. */
export interface Probe {
  readonly network: NetworkSpec;
  readonly parameters: Parameters;
  readonly batch: Batch;
  readonly optimizer: OptimizerSpec;
}

/** The probe of a width: two cubic layers and a binary head. */
export function probe(units = 6, rows = 12, seed = 5): Probe {
  const rng = Rng.fromSeed(seed);
  const activation = { type: 'cubic', coefficients: 'perUnit' } as const;
  const network: NetworkSpec = {
    format: 'chainzrule/network@1',
    inputs: 4,
    layers: [
      { units, activation },
      { units, activation },
    ],
    head: { type: 'binary' },
    dreg: { penalty: 'local', reduction: 'sum' },
  };
  // Ten bits of significand: exact in float16 and everything finer.
  const round = (value: number): number => Math.round(value * 256) / 256;
  const x = { data: Float64Array.from({ length: rows * 4 }, () => rng.normal()), rows, cols: 4 };
  const y = Float64Array.from({ length: rows }, () => rng.integer(2));
  return {
    network,
    parameters: roundParameters(round, initialParameters(network, rng.fork('parameters'))),
    batch: roundBatch(round, { x, y }),
    optimizer: DEFAULT_OPTIMIZER,
  };
}
