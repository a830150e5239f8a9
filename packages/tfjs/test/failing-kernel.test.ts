import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { planOf } from '../../core/test/support/plans.ts';
import { createTfjsBackend } from '../src/index.ts';
import { handles } from './support/handles.ts';
import { vectors } from './support/vectors.ts';

const OUT_OF_MEMORY = new RangeError('out of memory');

/** Kernels that may still run; the next one after them throws. */
let left = Number.POSITIVE_INFINITY;
let called = 0;

/** Lets every kernel of a backend fail when its turn comes, as it does when memory runs out. */
function letKernelsFail(device: string): void {
  for (const config of tf.getKernelsForBackend(device)) {
    tf.unregisterKernel(config.kernelName, device);
    const kernelFunc: tf.KernelFunc = (given) => {
      called++;
      if (left-- <= 0) throw OUT_OF_MEMORY;
      return config.kernelFunc(given);
    };
    tf.registerKernel({ ...config, kernelFunc });
  }
}

describe.each(['cpu', 'wasm'] as const)('a kernel that fails under tfjs-%s', (device) => {
  const { network, parameters, batch, training } = vectors[2]!;
  const { optimizer, steps, learningRate } = training!;
  const plan = planOf(optimizer, steps, learningRate);
  beforeAll(async () => {
    await createTfjsBackend({ device });
    letKernelsFail(device);
  });

  it('ends in the typed error wherever it is, frees what was made, and loses nothing', {
    timeout: 120_000,
  }, async () => {
    const backend = await createTfjsBackend({ device });
    const undisturbed = await backend.compile(network, parameters, optimizer);
    const own = await undisturbed.load(batch);
    await undisturbed.trainSteps(own, plan);
    called = 0;
    const expected = await undisturbed.trainSteps(own, plan);
    const kernels = called;
    expect(kernels).toBeGreaterThan(50);

    const program = await backend.compile(network, parameters, optimizer);
    const data = await program.load(batch);
    await program.trainSteps(data, plan);
    const before = handles();
    for (let at = 0; at < kernels; at++) {
      left = at;
      const failed = program.trainSteps(data, plan);
      await expect(failed, `kernel ${at}`).rejects.toMatchObject({ code: 'BACKEND_FAILED', cause: OUT_OF_MEMORY });
      left = Number.POSITIVE_INFINITY;
      expect(handles(), `after kernel ${at}`).toBe(before);
    }
    expect(await program.trainSteps(data, plan)).toEqual(expected);
    for (const resource of [own, undisturbed, data, program]) await resource[Symbol.asyncDispose]();
  });
});
