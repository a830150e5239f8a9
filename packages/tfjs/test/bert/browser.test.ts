import { fileURLToPath } from 'node:url';
import { type BrowserPage, chromiumIsThere, openBrowserPage } from '@chainzrule/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceRun, deviceRun } from './device-run.ts';

const STEPS = 10;

/** Share of a tensor's largest gradient that two devices may differ by. */
const TOLERANCE = 1e-3;

describe.skipIf(!chromiumIsThere())('BERT in Chromium', () => {
  let page: BrowserPage;
  let reference: DeviceRun;
  beforeAll(async () => {
    const entry = fileURLToPath(new URL('device-run.ts', import.meta.url));
    page = await openBrowserPage({ entry, webgpu: true });
    reference = await deviceRun('cpu', STEPS);
  }, 120_000);
  afterAll(() => page[Symbol.asyncDispose]());

  it.each(['webgpu', 'webgl'])(
    '%s: the gradients of the CPU, and a falling loss',
    async (device) => {
      const { device: description, gradients, losses } = await page.call<DeviceRun>('deviceRun', device, STEPS);
      expect(description).toContain(device);
      expect(Object.keys(gradients)).toEqual(Object.keys(reference.gradients));
      for (const [name, expected] of Object.entries(reference.gradients)) {
        const scale = Math.max(...expected.map(Math.abs));
        expected.forEach((value, at) => {
          expect(Math.abs(gradients[name]![at]! - value)).toBeLessThanOrEqual(TOLERANCE * scale + 2e-5);
        });
      }
      expect(losses.at(-1)!).toBeLessThan(0.75 * losses[0]!);
      expect(Math.abs(losses[5]! / reference.losses[5]! - 1)).toBeLessThan(0.05);
    },
    180_000,
  );
});
