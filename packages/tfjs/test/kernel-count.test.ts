import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { layersContestant, programContestant } from '../bench/contestants.ts';
import { kernelsPerStep, total } from '../bench/measure.ts';
import { SIZES } from '../bench/sizes.ts';
import { createTfjsBackend, type DeviceName } from '../src/index.ts';

/** Kernels of a step of cubic + local DREG, as a share of those of tf.layers' own step of the plain ReLU network. */
const ALLOWED: readonly (readonly [DeviceName, number])[] = [
  ['cpu', 0.65],
  ['wasm', 1],
];

describe.each(ALLOWED)('kernels of a training step on %s', (device, allowed) => {
  it.each(SIZES)(`$name: cubic with the penalty takes at most ${allowed} of plain trainOnBatch`, async (size) => {
    await using backend = await createTfjsBackend({ device });
    await tf.setBackend(device);
    await using plain = layersContestant(size);
    await using ours = await programContestant(backend, size, 'cubic+dreg');
    const [theirs, found] = [total(await kernelsPerStep(plain)), total(await kernelsPerStep(ours))];
    expect(found / theirs, `${found} kernels against ${theirs}`).toBeLessThanOrEqual(allowed);
  });
});
