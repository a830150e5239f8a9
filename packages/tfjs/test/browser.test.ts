import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserPage, chromiumIsThere, openBrowserPage } from '@chainzrule/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceName } from '../src/index.ts';
import type { DeviceReport } from './elsewhere/check-device.ts';
import { type DispatchCounts, expectFewDispatches } from './support/dispatches.ts';
import { gpuVectorTexts, vectorTexts } from './support/vectors.ts';

const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

describe.skipIf(!chromiumIsThere())('in Chromium', () => {
  let page: BrowserPage;
  beforeAll(async () => {
    const entry = fileURLToPath(new URL('elsewhere/browser-entry.ts', import.meta.url));
    page = await openBrowserPage({ entry, mounts: [{ path: '/wasm/', folder: wasm }], webgpu: true });
  }, 120_000);
  afterAll(() => page?.[Symbol.asyncDispose]());

  it.each<DeviceName>(['wasm', 'webgl', 'webgpu'])(
    'tfjs-%s passes the golden vectors and leaves no tensor',
    async (device) => {
      const report = await page.call<DeviceReport>(
        'checkDevice',
        device,
        device === 'wasm' ? vectorTexts : gpuVectorTexts,
      );
      expect(report).toMatchObject({ name: `tfjs-${device}`, failures: [], leaked: 0 });
    },
    900_000,
  );

  it.each<DeviceName>(['webgl', 'webgpu'])(
    'a step on tfjs-%s takes few dispatches',
    async (device) => {
      expectFewDispatches(await page.call<DispatchCounts>('countDispatches', device));
    },
    900_000,
  );
});
