import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArithmeticV1, FLOAT32, FLOAT64 } from '../../src/contract/arithmetic.ts';
import type { StepPlanV1 } from '../../src/contract/step-plan.ts';
import type { TrainingStateV1 } from '../../src/contract/training-state.ts';
import { backendFromExecutor } from '../../src/program/backend-from-executor.ts';
import { ReferenceExecutor } from '../../src/reference/reference-executor.ts';
import type { AdamWSpec } from '../../src/spec/optimizer.ts';
import { momentScale } from '../../src/step/index.ts';
import { expectClose } from '../support/closeness.ts';
import { cubicNetwork, randomBatch, randomParameters } from '../support/networks.ts';
import { planOf } from '../support/plans.ts';

const ADAMW: AdamWSpec = {
  type: 'adamw',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-3,
  weightDecay: 0.1,
  gradientClip: 0.5,
};
const NETWORK = cubicNetwork(3, [4], { type: 'binary' }, { penalty: 'local', reduction: 'sum' });

/** Six steps; where `betas` change, from step to step. */
function plan(betas: 'stay' | 'change'): StepPlanV1 {
  const steps = Array.from({ length: 6 }, (_, step) => ({ rows: [step, step + 1, step + 2], lambda: 0.01 }));
  const whole = planOf(ADAMW, steps, 0.05);
  if (betas === 'stay') return whole;
  const oneMinusBeta1 = whole.factors.oneMinusBeta1.map((share, step) => share * (1 + step));
  const oneMinusBeta2 = whole.factors.oneMinusBeta2.map((share, step) => share / (1 + step));
  return { ...whole, factors: { ...whole.factors, oneMinusBeta1, oneMinusBeta2 } };
}

/** States after one plan, after a second one, and after the second one that a new program goes on with from the first's snapshot. */
async function train(arithmetic: ArithmeticV1, steps: StepPlanV1): Promise<TrainingStateV1[]> {
  const capabilities = { browser: true, fusedSteps: true, deterministic: true };
  const description = { name: 'under test', device: 'cpu', arithmetic, capabilities };
  const backend = backendFromExecutor(description, new ReferenceExecutor());
  const compile = () => backend.compile(NETWORK, randomParameters(NETWORK, 1), ADAMW);
  const batch = randomBatch(NETWORK, 8, 2);
  await using program = await compile();
  await using data = await program.load(batch);
  await program.trainSteps(data, steps);
  const first = await program.snapshot();
  await program.trainSteps(data, steps);
  await using other = await compile();
  await using otherData = await other.load(batch);
  await other.restore(first);
  await other.trainSteps(otherData, steps);
  return [first, await program.snapshot(), await other.snapshot()];
}

describe('moments as sums', () => {
  it('serve float32: float64 snapshots are exact there, and float16 has no room for v / (1 − β2)', () => {
    expect(momentScale(FLOAT32, ADAMW)).toEqual({ first: 1 - 0.9, second: 1 - 0.999 });
    expect(momentScale(FLOAT64, ADAMW)).toBeUndefined();
    expect(momentScale({ ...FLOAT32, unitRoundoff: 2 ** -11, largestFinite: 65504 }, ADAMW)).toBeUndefined();
    expect(momentScale(FLOAT32, { type: 'sgd', momentum: 0.9, weightDecay: 0 })).toBeUndefined();
  });

  it.each(['stay', 'change'] as const)('are the same training as averages, betas that %s', async (betas) => {
    const averages = await train(FLOAT64, plan(betas));
    // The same executor told to be coarser: only the form of the moments differs.
    const sums = await train(FLOAT32, plan(betas));
    sums.forEach(({ parameters, moments, step }, index) => {
      const expected = averages[index]!;
      expect(step).toBe(expected.step);
      for (const name of Object.keys(parameters)) {
        expectClose(parameters[name]!.data, expected.parameters[name]!.data, name);
        expectClose(moments.first[name]!.data, expected.moments.first[name]!.data, `m of ${name}`);
        expectClose(moments.second![name]!.data, expected.moments.second![name]!.data, `v of ${name}`);
      }
    });
  });

  it('come back to the bit from a float64 snapshot', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true });
    const beta = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(float, beta, (sum, b) => {
        expect(Math.fround((sum * (1 - b)) / (1 - b))).toBe(sum);
      }),
      { numRuns: 2000 },
    );
  });
});
