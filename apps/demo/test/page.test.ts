import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromiumIsThere } from '@chainzrule/browser';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, openDemoSite } from './support/demo-page.ts';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const prepare: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  look: async (page) =>
    await page
      .waitForFunction(() => document.querySelector('[data-figure="plain-test"]')?.textContent !== '–')
      .then(() => {}),
  use: async (page) => {
    await page.getByRole('button', { name: 'Try a made-up table' }).click();
    await page.getByLabel(/^Epochs/).fill('3');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('heading', { name: /held-out rows/ }).waitFor();
  },
  backends: async (page) => await page.getByRole('radio', { name: 'TensorFlow.js WASM' }).waitFor(),
};

describe.skipIf(!chromiumIsThere())('the page', { timeout: 90_000 }, () => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await openDemoSite();
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  describe.each(Object.keys(prepare))('view %s', (view) => {
    it.each([
      ['light', 1280],
      ['dark', 1280],
      ['light', 380],
    ] as const)(
      'has nothing serious for axe, %s at %i px, and does not scroll sideways',
      async (colorScheme, width) => {
        // axe is put in as text, which the page's own policy would refuse.
        const { page } = await site.open(`#/${view}`, {
          colorScheme,
          viewport: { width, height: 800 },
          bypassCSP: true,
        });
        await prepare[view]!(page);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(
          async () => await (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
        );
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await page.context().close();
      },
    );
  });

  it('can be walked through with the keyboard alone', async () => {
    const { page } = await site.open('#/look');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    const reached = new Set<string>();
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(
          () =>
            document.activeElement?.textContent ||
            document.activeElement?.getAttribute('name') ||
            document.activeElement?.tagName ||
            '',
        ),
      );
    }
    expect([...reached]).toEqual(expect.arrayContaining(['Train', 'Reset', 'data-set', 'INPUT']));
    await page.context().close();
  });

  it('shifts nothing while charts and maps change', async () => {
    const { page } = await site.open('#/look');
    await page.waitForFunction(() => document.querySelector('[data-figure="plain-test"]')?.textContent !== '–');
    await page.evaluate(() => {
      const shifts = { total: 0 };
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.total += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift' });
    });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForTimeout(2500);
    expect(
      await page.evaluate(() => (globalThis as unknown as { shifts: { total: number } }).shifts.total),
    ).toBeLessThan(0.01);
    await page.context().close();
  });

  it('runs nothing but its own files', async () => {
    const { page } = await site.open('#/look');
    const refused = await page.evaluate(async () => {
      const violated: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
      const script = Object.assign(document.createElement('script'), { textContent: 'globalThis.intruded = true' });
      document.head.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="https://example.invalid/x.png">');
      await fetch('https://example.invalid/').catch(() => {});
      // A text as a timer's work is evaluated outside of the test's own evaluation, which no policy binds.
      setTimeout('globalThis.evaluated = true');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { violated, evaluated: 'evaluated' in globalThis, intruded: 'intruded' in globalThis };
    });
    expect(refused.intruded).toBe(false);
    expect(refused.evaluated).toBe(false);
    expect(refused.violated).toEqual(
      expect.arrayContaining(['script-src-elem', 'img-src', 'connect-src', 'script-src']),
    );
    // Workers have the policy of the server's header.
    await page.waitForFunction(() => document.querySelector('[data-figure="plain-test"]')?.textContent !== '–');
    const inWorker = await page.workers()[0]!.evaluate(async () => {
      setTimeout('globalThis.evaluated = true');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return 'evaluated' in globalThis;
    });
    expect(inWorker).toBe(false);
    await page.context().close();
  });

  it('loads less than 400 kB, compressed, before a backend is chosen', async () => {
    const { page } = await site.open('#/look');
    await page.waitForFunction(() => document.querySelector('[data-figure="plain-test"]')?.textContent !== '–');
    const kept = /const FILES = (\[.*\]);/.exec(readFileSync(`${DIST}service-worker.js`, 'utf8'))![1]!;
    const files = (JSON.parse(kept) as string[]).map((name) => (name === './' ? 'index.html' : name));
    const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(`${DIST}${name}`)).length, 0);
    expect(bytes).toBeLessThan(400_000);
    // Nothing beyond those files was asked for.
    const asked = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname.slice(1)),
    );
    expect(asked.filter((name) => !files.includes(name) && name !== 'service-worker.js')).toEqual([]);
    // And the runtimes are there, as files of their own.
    const runtimes = readdirSync(`${DIST}assets`).filter((name) => /tensorflow|onnxruntime|\.wasm$/.test(name));
    expect(runtimes.length).toBeGreaterThanOrEqual(5);
    await page.context().close();
  });

  it('asks before it lets a hostile address in', async () => {
    const { page, heard } = await site.open(
      '#/look?dataSet="><img src=x onerror=alert(1)>&lambda=1e400&added=9e9.1.1_a.b.c&backend=../../etc',
    );
    await page.waitForFunction(() => document.querySelector('[data-figure="plain-test"]')?.textContent !== '–');
    expect(page.url()).toMatch(/#\/look$/);
    expect(heard).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(!chromiumIsThere())('without a network', { timeout: 60_000 }, () => {
  it('opens and trains once it was loaded', async () => {
    await using site = await openDemoSite();
    const { page } = await site.open('#/look');
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null)
        await new Promise((resolve) =>
          navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
        );
    });
    await site.goOffline();
    await page.reload();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForFunction(() => Number(document.querySelector('progress')?.value) >= 40);
    await page.getByRole('link', { name: 'Use' }).click();
    await page.getByRole('button', { name: 'Try a made-up table' }).click();
    await page.getByText('300 rows, 7 columns').waitFor();
  });
});
