import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserPage, chromiumIsThere, openBrowserPage } from '@chainzrule/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceName } from '../src/index.ts';
import type { DeviceReport } from './elsewhere/judge-device.ts';
import { deviceTask, taskText } from './support/device-tasks.ts';

const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
const tasks = (['wasm', 'webgl', 'webgpu'] as const satisfies readonly DeviceName[]).map((device) =>
  deviceTask(device),
);

describe.skipIf(!chromiumIsThere())('in Chromium', () => {
  let page: BrowserPage;
  beforeAll(async () => {
    const entry = fileURLToPath(new URL('elsewhere/browser-entry.ts', import.meta.url));
    page = await openBrowserPage({ entry, mounts: [{ path: '/wasm/', folder: wasm }], webgpu: true });
  }, 120_000);
  afterAll(() => page?.[Symbol.asyncDispose]());

  it.each(tasks.map((task) => [task.device, taskText(task), task] as const))(
    'tfjs-%s passes %s and leaves no tensor',
    async (device, _, task) => {
      const { name, ok, text, leakedTensors } = await page.call<DeviceReport>('judgeDevice', task);
      expect(ok, text).toBe(true);
      expect({ name, leakedTensors }).toEqual({ name: `tfjs-${device}`, leakedTensors: 0 });
    },
    3_600_000,
  );

  it.each(['wasm', 'webgl', 'webgpu'])("tfjs-%s's tanh is as near as it declares, near 0 too", async (device) => {
    const { declared, found } = await page.call<{ declared: number; found: number[] }>('tanhErrors', device);
    for (const error of found) expect(error).toBeLessThanOrEqual(declared);
  });
});
