import {
  type BackendV1,
  initialParameters,
  type OptimizerSpec,
  Rng,
  type StepPlanV1,
  tailRatio,
} from '@chainzrule/core';
import type { Contestant } from './contestant.ts';
import { type Kind, networkOf, rowsOf, type Size } from './sizes.ts';

const OPTIMIZER: OptimizerSpec = { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
const BATCHES = 16;

/** Training steps of a backend of ours; each call is one plan. */
export async function stepContestant(
  backend: BackendV1,
  size: Size,
  kind: Kind,
  batchSize: number,
): Promise<Contestant> {
  const network = networkOf(size, kind);
  const program = await backend.compile(network, initialParameters(network, Rng.fromSeed(1)), OPTIMIZER);
  const rows = rowsOf(size, BATCHES * batchSize);
  const data = await program.load(rows);
  return {
    name: `${backend.name}: ${kind}`,
    async run(steps) {
      await program.trainSteps(data, planOf(steps, batchSize));
    },
    async [Symbol.asyncDispose]() {
      await data[Symbol.asyncDispose]();
      await program[Symbol.asyncDispose]();
    },
  };
}

/** Rates so small that nothing diverges however long it is timed. */
function planOf(steps: number, batchSize: number): StepPlanV1 {
  const fill = (value: number): Float64Array => new Float64Array(steps).fill(value);
  return {
    rows: Int32Array.from({ length: steps * batchSize }, (_, index) => index % (BATCHES * batchSize)),
    batchSize,
    factors: {
      lambda: fill(1e-4),
      learningRate: fill(1e-5),
      oneMinusBeta1: fill(0.1),
      oneMinusBeta2: fill(0.001),
      correction1: fill(1),
      correction2: fill(1),
    },
  };
}

/** Predictions, or the tail ratio with its norms, over the same rows; a unit is one call. */
export async function rowsContestant(
  backend: BackendV1,
  size: Size,
  what: 'inference' | 'τ',
  rows: number,
): Promise<Contestant> {
  const network = networkOf(size, 'cubic + DREG');
  const program = await backend.compile(network, initialParameters(network, Rng.fromSeed(1)));
  const { x } = rowsOf(size, rows);
  return {
    name: `${backend.name}: ${what}`,
    async run(count) {
      for (let call = 0; call < count; call++) {
        if (what === 'inference') await program.forward(x);
        else tailRatio((await program.derivativeNorms(x)).layer);
      }
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
