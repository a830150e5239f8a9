// Runs in a browser page; bundled by `config/browser`.

import { createTfjsBackend } from '@chainzrule/tfjs';
import * as tf from '@tensorflow/tfjs';
import { layersContestant } from '../../../src/speed/layers-contestant.ts';
import { stepContestant } from '../../../src/speed/program-contestants.ts';
import { type Size, SMALL, SMALL_REGRESSION, targetBatch } from '../../../src/speed/sizes.ts';
import { dispatchesPerStep } from './kernels.ts';

/** Programs per step by size: tf.layers' own of the plain ReLU network, and ours of the cubic one with the penalty. */
export async function countDispatches(
  device: 'webgl' | 'webgpu',
): Promise<Record<string, readonly [plain: number, ours: number]>> {
  await using backend = await createTfjsBackend({ device });
  await tf.setBackend(device);
  const count = async (size: Size): Promise<readonly [number, number]> => {
    await using plain = await layersContestant(device, size, targetBatch(size));
    await using ours = await stepContestant(backend, size, 'cubic + DREG', targetBatch(size));
    return [await dispatchesPerStep(plain), await dispatchesPerStep(ours)];
  };
  return { [SMALL.name]: await count(SMALL), [SMALL_REGRESSION.name]: await count(SMALL_REGRESSION) };
}
