import type { Batch, NetworkSpec, OptimizerSpec, Parameters } from '@chainzrule/core';

/** One case: a network with numbers, in the backend's own format already. */
export interface ConformanceCase {
  /** `vector/NAME` or `generated/SEED/INDEX`; what waivers name. */
  readonly id: string;
  readonly network: NetworkSpec;
  readonly parameters: Parameters;
  readonly batch: Batch;
  readonly lambda: number;
  readonly optimizer: OptimizerSpec;
  readonly learningRate: number;
  /** Of everything random about judging it. */
  readonly seed: number;
}
