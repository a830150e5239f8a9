import { type Batch, initialParameters, type NetworkSpec, Rng, type StepPlanV1 } from '@chainzrule/core';
import { createOnnxBackend, type RuntimeName } from '../../src/index.ts';

const NETWORK: NetworkSpec = {
  format: 'chainzrule/network@1',
  inputs: 32,
  layers: [16, 16].map((units) => ({ units, activation: { type: 'cubic', coefficients: 'perUnit' } })),
  head: { type: 'binary' },
  dreg: { penalty: 'local', reduction: 'sum' },
};
const ROWS = 10_000;
const BATCH = 256;

/** The process's resident size in MiB after each epoch of a training on 10,000 × 32 rows, one call an epoch, the last batch short. */
export async function residentSizes(runtime: RuntimeName, epochs: number): Promise<number[]> {
  await using backend = await createOnnxBackend({ runtime });
  await using program = await backend.compile(NETWORK, initialParameters(NETWORK, Rng.fromSeed(1)));
  await using data = await program.load(rows());
  const rng = Rng.fromSeed(2);
  const sizes: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    await program.trainSteps(data, planOf(rng.permutation(ROWS)));
    sizes.push(process.memoryUsage().rss / 2 ** 20);
  }
  return sizes;
}

function rows(): Batch {
  const rng = Rng.fromSeed(3);
  const x = { data: Float64Array.from({ length: ROWS * 32 }, () => rng.normal()), rows: ROWS, cols: 32 };
  return { x, y: Float64Array.from({ length: ROWS }, () => rng.integer(2)) };
}

function planOf(rows: Int32Array): StepPlanV1 {
  const steps = Math.ceil(rows.length / BATCH);
  const fill = (value: number): Float64Array => new Float64Array(steps).fill(value);
  return {
    rows,
    batchSize: BATCH,
    factors: {
      lambda: fill(1e-3),
      learningRate: fill(1e-5),
      oneMinusBeta1: fill(0.1),
      oneMinusBeta2: fill(0.001),
      correction1: fill(1),
      correction2: fill(1),
    },
  };
}
