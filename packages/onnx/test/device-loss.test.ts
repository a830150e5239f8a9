import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumIsThere, openBrowserPage } from '@chainzrule/browser';
import { expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import type { LossReport } from './browser/device-loss.ts';

const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));

it.skipIf(!chromiumIsThere())(
  'a WebGPU device that is destroyed in the middle of a run keeps the last state, and WebAssembly goes on if asked',
  async () => {
    const entry = fileURLToPath(new URL('browser/device-loss.ts', import.meta.url));
    const mounts = [{ path: '/onnxruntime/', folder: runtime }];
    await using page = await openBrowserPage({ entry, mounts, webgpu: true });
    const report = await page.call<LossReport>('loseDevice');
    expect(report).toMatchObject({ code: 'BACKEND_FAILED', epoch: 3 });
    expect(report.message).toMatch(
      /WebGPU device was lost \(destroyed\).* Training had finished epoch 3 of 8; the last good state is kept in details\.state/,
    );
    // 24 rows in steps of 12.
    expect(report.step).toBe(6);

    const moved = report.places.indexOf('onnx-web');
    expect(moved).toBeGreaterThan(0);
    expect(report.places).toEqual(report.places.map((_, index) => (index < moved ? 'onnx-web-webgpu' : 'onnx-web')));
    // Nothing was lost or done twice on the way: float32 on two devices, a few steps apart.
    expect(report.losses).toHaveLength(8);
    report.losses.forEach((loss, index) => expect(loss).toBeCloseTo(report.undisturbed[index]!, 3));
    expect(report.again).toMatch(/cannot use the device "webgpu" \(the WebGPU device was lost.*it has wasm/);
    keepRecord('device-loss-onnx-web-webgpu', { epochsBefore: report.epoch, epochs: report.losses.length });
  },
  300_000,
);
