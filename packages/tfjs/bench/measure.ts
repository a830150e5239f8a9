import * as tf from '@tensorflow/tfjs';
import type { Contestant } from './contestants.ts';

/** What one contestant took, in milliseconds per step, one entry a round. */
export interface StepTimes {
  readonly name: string;
  readonly times: readonly number[];
}

/**
 * Times contestants in turns, so that what the machine does meanwhile falls on all alike; the order turns with each round, and a first round
 * warms up unmeasured.
 */
export async function interleave(
  contestants: readonly Contestant[],
  rounds: number,
  steps: number,
): Promise<readonly StepTimes[]> {
  const times = contestants.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const index = (place + round) % contestants.length;
      const start = performance.now();
      await contestants[index]!.train(steps);
      if (round > 0) times[index]!.push((performance.now() - start) / steps);
    }
  }
  return contestants.map(({ name }, index) => ({ name, times: times[index]! }));
}

/** The median over rounds of the ratio of two contestants' times in the same round. */
export function medianRatio(a: StepTimes, b: StepTimes): number {
  return median(a.times.map((time, round) => time / b.times[round]!));
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Kernels of one training step by name, as `tf.profile` counts them: the difference between two plans, so that set-up does not count. */
export async function kernelsPerStep(contestant: Contestant): Promise<ReadonlyMap<string, number>> {
  const [fewer, more] = [await kernelsOf(contestant, 2), await kernelsOf(contestant, 3)];
  return new Map(
    [...more].map(([name, count]) => [name, count - (fewer.get(name) ?? 0)] as const).filter(([, n]) => n),
  );
}

async function kernelsOf(contestant: Contestant, steps: number): Promise<ReadonlyMap<string, number>> {
  await contestant.train(steps);
  const { kernels } = await tf.profile(async () => {
    await contestant.train(steps);
    return [];
  });
  const counts = new Map<string, number>();
  for (const { name } of kernels) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Sum of the counts. */
export function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** What a GPU backend of TensorFlow.js calls for every program it runs. */
interface GpuBackend {
  runWebGPUProgram?: (...args: unknown[]) => unknown;
  runWebGLProgram?: (...args: unknown[]) => unknown;
}

/** Programs that the active GPU backend runs in one training step: the difference between two plans, so that set-up does not count. */
export async function dispatchesPerStep(contestant: Contestant): Promise<number> {
  return (await dispatchesOf(contestant, 3)) - (await dispatchesOf(contestant, 2));
}

async function dispatchesOf(contestant: Contestant, steps: number): Promise<number> {
  await contestant.train(steps);
  const backend = tf.backend() as unknown as GpuBackend;
  const name = backend.runWebGPUProgram === undefined ? 'runWebGLProgram' : 'runWebGPUProgram';
  const run = backend[name]!;
  let count = 0;
  backend[name] = (...args) => {
    count++;
    return run.apply(backend, args);
  };
  try {
    await contestant.train(steps);
  } finally {
    // The method of the class shows again.
    delete backend[name];
  }
  return count;
}
