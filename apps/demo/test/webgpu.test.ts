import { chromiumIsThere } from '@chainzrule/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, openDemoSite } from './support/demo-page.ts';

/**
 * On the software adapter that headless Chromium has: `pnpm --filter demo webgpu`. It says that the page computes rightly, nothing about a
 * graphics card, and takes minutes, so it does nothing in an ordinary test run.
 */
const asked = process.env['WEBGPU'] !== undefined && chromiumIsThere();

describe.skipIf(!asked)('WebGPU in the page', { timeout: 1_200_000 }, () => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await openDemoSite({ webgpu: true });
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  it.each([
    ['tfjs-webgpu', 'TensorFlow.js WebGPU'],
    ['onnx-web-webgpu', 'ONNX Runtime WebGPU'],
  ])('%s trains a table in Use, and the conformance kit finds it right', async (name, title) => {
    const { page } = await site.open('#/backends');
    await page.getByRole('radio', { name: title }).check();
    await page
      .locator('.device')
      .filter({ hasText: /webgpu/i })
      .waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Use' }).click();
    await page.getByRole('button', { name: 'Try a made-up table' }).click();
    await page.getByLabel(/^Epochs/).fill('2');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('heading', { name: /held-out rows/ }).waitFor({ timeout: 300_000 });
    const loss = await page.locator('[data-figure="ChainzRule logLoss"]').textContent();
    expect(Number.parseFloat(loss ?? '')).toBeGreaterThan(0);

    await page.getByRole('link', { name: 'Backends' }).click();
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
    await page.getByRole('checkbox', { name: title }).check();
    await page.getByLabel('cases').fill('1');
    await page.getByRole('button', { name: 'Run the conformance kit' }).click();
    await page.getByRole('button', { name: 'Copy the report' }).waitFor({ timeout: 900_000 });
    const row = page.locator(`[data-judged="${name}"]`);
    expect(await row.getAttribute('data-ok'), (await row.textContent()) ?? '').toBe('true');
    await page.context().close();
  });
});
