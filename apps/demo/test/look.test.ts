import { chromiumIsThere } from '@chainzrule/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, openDemoSite } from './support/demo-page.ts';
import { heapAfterCollection } from './support/heap.ts';
import { recordPageTasks } from './support/page-tasks.ts';

/** Fresh points right in percent, at least, of the network with the penalty; the labels of one training point in ten are wrong. */
const ENOUGH = { moons: 88, circles: 76, spirals: 76, blobs: 92 } as const;

const figure = async (page: Page, name: string): Promise<number> =>
  Number.parseFloat((await page.locator(`[data-figure="${name}"]`).textContent()) ?? '');

const trainToTheEnd = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^(Train|Train again|Go on)$/ }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.getByRole('button', { name: 'Train again' }).waitFor({ timeout: 90_000 });
};

describe.skipIf(!chromiumIsThere())('the Look view', { timeout: 120_000 }, () => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await openDemoSite();
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  it.each(Object.entries(ENOUGH))(
    'learns %s to %i percent of fresh points, flatter than the plain network',
    async (dataSet, enough) => {
      const { page, heard } = await site.open('#/look');
      await page.getByText(dataSet, { exact: true }).click();
      await trainToTheEnd(page);
      expect(await figure(page, 'controlled-test')).toBeGreaterThanOrEqual(enough);
      expect(await figure(page, 'plain-test')).toBeGreaterThanOrEqual(70);
      expect(await figure(page, 'controlled-p99')).toBeLessThan(await figure(page, 'plain-p99'));
      expect(heard).toEqual([]);
      await page.context().close();
    },
  );

  it('follows λ and the noise while it trains, and keeps both in the address', async () => {
    const { page } = await site.open('#/look?lambda=0.0001');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForFunction(
      () => !document.querySelector('[data-figure="step"]')?.textContent?.startsWith('step 0 '),
    );
    await page.getByRole('slider', { name: 'λ, its strength' }).fill('0');
    await page.getByRole('slider', { name: 'Noise' }).fill('0.1');
    await page.getByRole('button', { name: 'Train again' }).waitFor({ timeout: 90_000 });
    // λ = 1 leaves next to nothing of any slope.
    expect(await figure(page, 'controlled-p99')).toBeLessThan(2);
    expect(page.url()).toContain('lambda=1');
    expect(page.url()).toContain('noise=0.1');
    const again = await site.open(new URL(page.url()).hash);
    expect(await again.page.getByRole('slider', { name: 'Noise' }).inputValue()).toBe('0.1');
    await again.page.context().close();
    await page.context().close();
  });

  it('lets λ follow the tail ratio: up where the target is flatter than the network, down where it is not', async () => {
    const reached: number[] = [];
    for (const target of [1, 2]) {
      const { page, heard } = await site.open('#/look?schedule=controlled');
      await page.getByRole('slider', { name: 'τ of the layers to reach' }).fill(String(target));
      await trainToTheEnd(page);
      const chart = page.getByRole('img', { name: /^λ over the steps/ });
      reached.push(Number.parseFloat((await chart.getAttribute('aria-label'))!.split('now ')[1]!));
      expect(heard).toEqual([]);
      await page.context().close();
    }
    // From the slider's 0.01, within a factor of 100.
    expect(reached[0]).toBeGreaterThan(0.015);
    expect(reached[0]).toBeLessThanOrEqual(1);
    expect(reached[1]).toBeLessThan(0.0075);
    expect(reached[1]).toBeGreaterThanOrEqual(0.0001);
  });

  it('adds points by click and by keyboard, and puts them into the address', async () => {
    const { page } = await site.open('#/look');
    const map = page.getByLabel(/^Decision map, Plain/);
    await map.click({ position: { x: 20, y: 20 } });
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove 2 added' }).waitFor();
    expect(decodeURIComponent(page.url())).toMatch(/added=-\d+\.\d+\.0_10\.10\.0/);
    await page.getByRole('button', { name: 'Remove 2 added' }).click();
    expect(page.url()).not.toContain('added');
    await page.context().close();
  });

  it('blocks the page never longer than 100 ms while it trains', async () => {
    const { page } = await site.open('#/look');
    await page.waitForTimeout(500);
    const tasks = await recordPageTasks(page);
    await trainToTheEnd(page);
    const durations = await tasks();
    await page.context().close();
    expect(durations.length).toBeGreaterThan(100);
    expect(durations.filter((duration) => duration > 100)).toEqual([]);
  });

  it('starts and stops twenty times without growing', async () => {
    const { page, heard } = await site.open('#/look');
    const cycle = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.waitForFunction(() => Number(document.querySelector('progress')?.value) >= 20);
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('button', { name: 'Go on' }).waitFor();
    };
    for (let i = 0; i < 5; i++) await cycle();
    const before = await heapAfterCollection(page);
    for (let i = 0; i < 20; i++) await cycle();
    const after = await heapAfterCollection(page);
    expect(after.page - before.page).toBeLessThan(2 * 2 ** 20);
    expect(after.workers - before.workers).toBeLessThan(4 * 2 ** 20);
    expect(heard).toEqual([]);
    await page.context().close();
  });
});
