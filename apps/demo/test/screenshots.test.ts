import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type DemoSite, openDemoSite } from './support/demo-page.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/demo/', import.meta.url));

/** Makes the pictures in docs/demo: `pnpm --filter demo screenshots`. No check, so it does nothing in an ordinary test run. */
describe.skipIf(process.env['SCREENSHOTS'] === undefined)('screenshots of every view', { timeout: 900_000 }, () => {
  let site: DemoSite;
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    site = await openDemoSite();
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    look: async (page) => {
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByRole('button', { name: 'Train again' }).waitFor({ timeout: 300_000 });
    },
    use: async (page) => {
      await page.getByRole('button', { name: 'Try a made-up table' }).click();
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByRole('heading', { name: /held-out rows/ }).waitFor({ timeout: 300_000 });
    },
    backends: async (page) => {
      // No graphics card stands behind them here.
      for (const title of ['TensorFlow.js WebGL', 'TensorFlow.js WebGPU', 'ONNX Runtime WebGPU'])
        await page.getByRole('checkbox', { name: title }).uncheck();
      await page.getByLabel('cases').fill('3');
      await page.getByRole('button', { name: 'Run the conformance kit' }).click();
      await page.getByRole('button', { name: 'Copy the report' }).waitFor({ timeout: 800_000 });
    },
  };
  it.each(Object.entries(views))('%s', async (view, prepare) => {
    const { page } = await site.open(`#/${view}`);
    await prepare(page);
    for (const width of [1280, 380]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        // Charts are drawn again, one a turn.
        await page.waitForTimeout(1500);
        const picture = await page.screenshot({ fullPage: true });
        // A palette of 128 colours keeps the files small, and nothing is seen of it.
        await sharp(picture)
          .png({ palette: true, colours: 128, effort: 10 })
          .toFile(`${FOLDER}${view}-${width}-${colorScheme}.png`);
      }
    }
    await page.context().close();
  });
});
