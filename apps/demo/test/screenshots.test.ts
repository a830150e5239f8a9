import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type DemoSite, openDemoSite } from './support/demo-page.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/demo/', import.meta.url));

/** Makes the pictures in docs/demo: `pnpm --filter demo screenshots`. No check, so it does nothing in an ordinary test run. */
describe.skipIf(process.env['SCREENSHOTS'] === undefined)('screenshots of every view', () => {
  let site: DemoSite;
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    site = await openDemoSite();
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    look: async (page) => {
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByRole('button', { name: 'Train again' }).waitFor({ timeout: 60_000 });
    },
    use: async (page) => {
      await page.getByRole('button', { name: 'Try a made-up table' }).click();
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByRole('heading', { name: /held-out rows/ }).waitFor({ timeout: 60_000 });
    },
  };
  for (const [view, prepare] of Object.entries(views)) {
    for (const width of [1280, 380]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        it(`${view}, ${width} px, ${colorScheme}`, async () => {
          const { page } = await site.open(`#/${view}`, { viewport: { width, height: 900 }, colorScheme });
          await prepare(page);
          await page.waitForTimeout(300);
          const picture = await page.screenshot({ fullPage: true });
          // A palette of 128 colours keeps the files small, and nothing is seen of it.
          await sharp(picture)
            .png({ palette: true, colours: 128, effort: 10 })
            .toFile(`${FOLDER}${view}-${width}-${colorScheme}.png`);
          await page.context().close();
        });
      }
    }
  }
});
