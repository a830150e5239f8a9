import { chromiumIsThere } from '@chainzrule/browser';
import type { AgreementReport, ConformanceReport } from '@chainzrule/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, openDemoSite } from './support/demo-page.ts';

/** What headless Chromium can run without a graphics card; WebGPU has no adapter there. */
const JUDGED = ['reference', 'tfjs-wasm', 'onnx-web'] as const;
const OPENED = { 'TensorFlow.js WebGL': /webgl/i, 'TensorFlow.js CPU': /cpu/, 'ONNX Runtime WASM': /wasm/ } as const;

describe.skipIf(!chromiumIsThere())('the Backends view', { timeout: 330_000 }, () => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await openDemoSite();
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  it('judges three backends in this browser, and gives a report to copy', async () => {
    const { page, heard } = await site.open('#/backends', { permissions: ['clipboard-read', 'clipboard-write'] });
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
    for (const title of ['Reference', 'TensorFlow.js WASM', 'ONNX Runtime WASM'])
      await page.getByRole('checkbox', { name: title }).check();
    await page.getByLabel('cases').fill('3');
    await page.getByRole('button', { name: 'Run the conformance kit' }).click();
    await page.getByRole('button', { name: 'Copy the report' }).waitFor({ timeout: 300_000 });
    for (const name of JUDGED) {
      const row = page.locator(`[data-judged="${name}"]`);
      expect(await row.getAttribute('data-ok'), (await row.textContent()) ?? '').toBe('true');
      expect(await row.locator('.tier-passed').count()).toBe(9);
    }
    // Three pairs, each written twice, none further apart than rounding explains.
    const ratios = (await page.locator('.agree').allTextContents()).filter((text) => text !== '').map(Number);
    expect(ratios).toHaveLength(6);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1);
    expect(Math.max(...ratios)).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Copy the report' }).click();
    await page.getByText('copied', { exact: true }).waitFor();
    const markdown = await page.evaluate(async () => await navigator.clipboard.readText());
    for (const name of JUDGED) expect(markdown).toContain(`| ${name} |`);
    await page.getByRole('button', { name: 'Copy it as JSON' }).click();
    await page.getByText('copied', { exact: true }).waitFor();
    const copied = JSON.parse(await page.evaluate(async () => await navigator.clipboard.readText())) as {
      reports: ConformanceReport[];
      agreement: AgreementReport;
    };
    expect(copied.reports.map(({ backend, generatedCases }) => [backend, generatedCases])).toEqual(
      JUDGED.map((name) => [name, 3]),
    );
    expect(copied.agreement.pairs).toHaveLength(3);
    expect(heard).toEqual([]);
    await page.context().close();
  });

  it('stops judging when it is told to', async () => {
    const { page } = await site.open('#/backends');
    await page.getByLabel('cases').fill('200');
    await page.getByRole('button', { name: 'Run the conformance kit' }).click();
    await page.getByText(/^reference: /).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('stopped', { exact: true }).waitFor({ timeout: 10_000 });
    await page.context().close();
  });

  it.each(Object.entries(OPENED))('opens %s as a chunk of its own, and trains with it', async (title, device) => {
    const { page, heard } = await site.open('#/backends');
    const before = (await page.evaluate(() => performance.getEntriesByType('resource').length)) as number;
    expect(before).toBeLessThan(8);
    await page.getByRole('radio', { name: title }).check();
    await page.locator('.device').filter({ hasText: device }).waitFor({ timeout: 60_000 });
    expect(page.url()).toContain('backend=');
    await page.getByRole('link', { name: 'Use' }).click();
    await page.getByRole('button', { name: 'Try a made-up table' }).click();
    await page.getByLabel(/^Epochs/).fill('2');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('heading', { name: /held-out rows/ }).waitFor({ timeout: 90_000 });
    expect(
      Number.parseFloat((await page.locator('[data-figure="ChainzRule logLoss"]').textContent()) ?? ''),
    ).toBeGreaterThan(0);
    expect(heard).toEqual([]);
    await page.context().close();
  });

  it('says why a backend cannot be had, and keeps the one before', async () => {
    const { page } = await site.open('#/backends');
    await page.getByRole('radio', { name: 'TensorFlow.js WebGPU' }).check();
    await page
      .getByRole('alert')
      .filter({ hasText: /WebGPU/ })
      .waitFor({ timeout: 30_000 });
    expect(await page.getByRole('radio', { name: 'Reference' }).isChecked()).toBe(true);
    expect(page.url()).not.toContain('webgpu');
    await page.context().close();
  });
});
