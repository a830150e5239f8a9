import { describe, expect, it } from 'vitest';
import type { ProgramV1 } from '../../src/contract/program.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import type { NetworkSpec } from '../../src/spec/network.ts';
import { DEFAULT_OPTIMIZER } from '../../src/spec/optimizer.ts';
import { cubicNetwork, randomBatch, randomParameters } from '../support/networks.ts';
import { planOf } from '../support/plans.ts';

/** Interleaved rounds: the ratio of each round cancels the machine's drift, its processor time what other processes do. */
const ROUNDS = 15;

const sizes = [
  { name: '8-64-64-1, batch 32', inputs: 8, units: [64, 64], head: { type: 'binary' }, batch: 32, steps: 60 },
  {
    name: '128-256-256-5, batch 64',
    inputs: 128,
    units: [256, 256],
    head: { type: 'categorical', classes: 5 },
    batch: 64,
    steps: 3,
  },
] as const;

describe('the cost of the local penalty on the reference', () => {
  it.each(sizes)('$name: at most 1.25 times the step without it', async ({ inputs, units, head, batch, steps }) => {
    const network = (penalty: 'none' | 'local'): NetworkSpec =>
      cubicNetwork(inputs, units, head, { penalty, reduction: 'sum' });
    const time = await timer(network('none'), batch, steps);
    const timeLocal = await timer(network('local'), batch, steps);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const plain = await time();
      ratios.push((await timeLocal()) / plain);
    }
    ratios.sort((a, b) => a - b);
    expect(ratios[Math.floor(ROUNDS / 2)], `ratios ${ratios.map((ratio) => ratio.toFixed(2))}`).toBeLessThanOrEqual(
      1.25,
    );
  });
});

async function timer(network: NetworkSpec, batch: number, steps: number): Promise<() => Promise<number>> {
  const program: ProgramV1 = await createReferenceBackend().compile(network, randomParameters(network, 1));
  const data = await program.load(randomBatch(network, batch, 2));
  const rows = Array.from({ length: batch }, (_, row) => row);
  const plan = planOf(
    DEFAULT_OPTIMIZER,
    Array.from({ length: steps }, () => ({ rows, lambda: 0.01 })),
    1e-4,
  );
  const run = async (): Promise<number> => {
    const start = process.cpuUsage();
    await program.trainSteps(data, plan);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  await run();
  await run();
  return run;
}
