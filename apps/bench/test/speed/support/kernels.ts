import * as tf from '@tensorflow/tfjs';
import type { Contestant } from '../../../src/speed/contestant.ts';

/** Kernels of one training step by name, as `tf.profile` counts them: the difference between two plans, so that set-up does not count. */
export async function kernelsPerStep(contestant: Contestant): Promise<ReadonlyMap<string, number>> {
  const [fewer, more] = [await kernelsOf(contestant, 2), await kernelsOf(contestant, 3)];
  return new Map(
    [...more].map(([name, count]) => [name, count - (fewer.get(name) ?? 0)] as const).filter(([, n]) => n),
  );
}

async function kernelsOf(contestant: Contestant, steps: number): Promise<ReadonlyMap<string, number>> {
  await contestant.run(steps);
  const { kernels } = await tf.profile(async () => {
    await contestant.run(steps);
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
  await contestant.run(steps);
  const backend = tf.backend() as unknown as GpuBackend;
  const name = backend.runWebGPUProgram === undefined ? 'runWebGLProgram' : 'runWebGPUProgram';
  const run = backend[name]!;
  let count = 0;
  backend[name] = (...args) => {
    count++;
    return run.apply(backend, args);
  };
  try {
    await contestant.run(steps);
  } finally {
    // The method of the class shows again.
    delete backend[name];
  }
  return count;
}
