import { type ArithmeticV1, DEFAULT_OPTIMIZER, type GoldenVector } from '@chainzrule/core';
import { roundTo } from '../arithmetic/round-to.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { roundBatch, roundParameters } from './round-case.ts';

/** A golden vector as a case of an arithmetic. */
export function vectorCase(vector: GoldenVector, arithmetic: ArithmeticV1, seed: number): ConformanceCase {
  const round = roundTo(arithmetic);
  return {
    id: `vector/${vector.name}`,
    network: vector.network,
    parameters: roundParameters(round, vector.parameters),
    batch: roundBatch(round, vector.batch),
    lambda: round(vector.lambda),
    optimizer: vector.training?.optimizer ?? DEFAULT_OPTIMIZER,
    learningRate: vector.training?.learningRate ?? 1e-2,
    seed,
  };
}
