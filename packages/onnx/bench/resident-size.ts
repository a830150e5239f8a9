import { initialParameters, Rng, type StepPlanV1 } from '@chainzrule/core';
import { createOnnxBackend, type RuntimeName } from '../src/index.ts';
import { networkOf, rowsOf, type Size } from './networks.ts';

const SIZE: Size = { name: 'memory', inputs: 32, units: [16, 16], head: { type: 'binary' }, batchSize: 256 };
const ROWS = 10_000;

/** The process's resident size in MiB after each epoch of a training on 10,000 × 32 rows, one call an epoch, the last batch short. */
export async function residentSizes(runtime: RuntimeName, epochs: number): Promise<number[]> {
  await using backend = await createOnnxBackend({ runtime });
  const network = networkOf(SIZE, 'cubic+dreg');
  await using program = await backend.compile(network, initialParameters(network, Rng.fromSeed(1)));
  await using data = await program.load(rowsOf(SIZE, ROWS));
  const rng = Rng.fromSeed(2);
  const sizes: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    await program.trainSteps(data, planOf(rng.permutation(ROWS)));
    sizes.push(process.memoryUsage().rss / 2 ** 20);
  }
  return sizes;
}

function planOf(rows: Int32Array): StepPlanV1 {
  const steps = Math.ceil(rows.length / SIZE.batchSize);
  const fill = (value: number): Float64Array => new Float64Array(steps).fill(value);
  return {
    rows,
    batchSize: SIZE.batchSize,
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
