import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumIsThere, openBrowserPage } from '@chainzrule/browser';
import { expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import type { LossReport } from './elsewhere/device-loss.ts';

const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

it.skipIf(!chromiumIsThere())(
  'a WebGPU device that is destroyed in the middle of a run keeps the last state, and another device goes on if asked',
  async () => {
    const entry = fileURLToPath(new URL('elsewhere/device-loss.ts', import.meta.url));
    await using page = await openBrowserPage({ entry, mounts: [{ path: '/wasm/', folder: wasm }], webgpu: true });
    const report = await page.call<LossReport>('loseDevice');
    expect(report).toMatchObject({
      code: 'BACKEND_FAILED',
      epoch: 4,
      before: 'tfjs-webgpu',
      after: 'tfjs-webgl',
      epochs: 16,
    });
    expect(report.message).toMatch(
      /Training had finished epoch 4 of 16; the last good state is kept in details\.state/,
    );
    // 60 rows in steps of 16: the fourth pass ends with step 15.
    expect(report.step).toBe(15);
    expect(report.missed).toEqual(['webgpu']);
    expect(report.accuracy).toBeGreaterThan(0.85);
    keepRecord('device-loss-tfjs-webgpu', { epochsBefore: report.epoch, epochs: report.epochs });
  },
  300_000,
);
