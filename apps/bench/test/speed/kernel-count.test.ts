import { fileURLToPath } from 'node:url';
import { chromiumIsThere, openBrowserPage } from '@chainzrule/browser';
import { createTfjsBackend } from '@chainzrule/tfjs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { layersContestant } from '../../src/speed/layers-contestant.ts';
import { stepContestant } from '../../src/speed/program-contestants.ts';
import { BIG, SMALL, SMALL_REGRESSION, targetBatch } from '../../src/speed/sizes.ts';
import { kernelsPerStep, total } from './support/kernels.ts';

/** Kernels (on a GPU: programs) of a step of cubic + local DREG, as a share of those of tf.layers' own step of the plain ReLU network. */
const ALLOWED = { cpu: 0.65, wasm: 1, webgl: 0.35, webgpu: 0.35 } as const;

describe.each(['cpu', 'wasm'] as const)('kernels of a training step on %s', (device) => {
  const allowed = ALLOWED[device];
  it.each([SMALL, SMALL_REGRESSION, BIG])(
    `$name: cubic with the penalty takes at most ${allowed} of plain trainOnBatch`,
    async (size) => {
      await using backend = await createTfjsBackend({ device });
      await using plain = await layersContestant(device, size, targetBatch(size));
      await using ours = await stepContestant(backend, size, 'cubic + DREG', targetBatch(size));
      const [theirs, found] = [total(await kernelsPerStep(plain)), total(await kernelsPerStep(ours))];
      expect(tf.getBackend()).toBe(device);
      expect(found / theirs, `${found} kernels against ${theirs}`).toBeLessThanOrEqual(allowed);
    },
  );
});

describe.skipIf(!chromiumIsThere())('programs of a training step in Chromium', () => {
  it.each(['webgl', 'webgpu'] as const)(
    '%s',
    async (device) => {
      const entry = fileURLToPath(new URL('support/dispatches-page.ts', import.meta.url));
      await using page = await openBrowserPage({ entry, webgpu: true });
      const counts = await page.call<Record<string, readonly [plain: number, ours: number]>>('countDispatches', device);
      expect(Object.keys(counts).length).toBe(2);
      for (const [size, [plain, ours]] of Object.entries(counts))
        expect(ours / plain, `${size}: ${ours} programs against ${plain}`).toBeLessThanOrEqual(ALLOWED[device]);
    },
    900_000,
  );
});
