import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHROMIUM_FLAGS, chromiumIsThere, chromiumPath } from '@chainzrule/browser';
import { parseRecord, type RunRecord } from '@chainzrule/core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../src/report/render-report.ts';
import { fileOf, newFolder, run } from './support/command.ts';

/** Names that would run a script, leave their element or load something, were they not escaped. */
const HOSTILE = [
  '<script>globalThis.hacked=1</script>',
  '"><img src=x onerror="globalThis.hacked=1">',
  "'-alert(1)-'",
  '</title></style></svg><script>globalThis.hacked=1</script>',
  '<svg/onload=globalThis.hacked=1>',
  '<link rel=stylesheet href=https://example.org/x.css>',
  '&lt;b&gt; {{7*7}}',
  '\u202etxt.exe',
];

const quick = ['--epochs', '12', '--layers', '6,5', '--folds', '3', '--baseline', 'relu'];

/** A table with hostile names, a class for each of two of them. */
function hostileTable(): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 48 }, (_, row) =>
    [...HOSTILE.slice(1).map((_, column) => (row * (column + 3)) % 11), cell(HOSTILE[row % 3]!)].join(','),
  );
  return `${[...HOSTILE.slice(1), HOSTILE[0]!].map(cell).join(',')}\n${rows.join('\n')}\n`;
}

async function reportOf(table: string, ...options: string[]): Promise<{ path: string; record: RunRecord }> {
  const folder = newFolder();
  const { code, stderr } = await run('train', fileOf(table), '--out', folder, ...quick, ...options);
  expect([code, stderr.includes('error')]).toEqual([0, false]);
  const record = parseRecord(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
  return { path: join(folder, 'report.html'), record };
}

describe.skipIf(!chromiumIsThere())('a report in a real browser', () => {
  let browser: Browser;
  let path = '';
  let record: RunRecord;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] });
    ({ path, record } = await reportOf(hostileTable(), '--target', '-1'));
  });

  afterAll(() => browser?.close());

  it('runs no script and asks for nothing, whatever columns and classes are called', async () => {
    const page = await browser.newPage();
    const requests: string[] = [];
    const heard: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => heard.push(message.text()));
    page.on('dialog', (dialog) => heard.push(dialog.message()));
    await page.goto(pathToFileURL(path).href, { waitUntil: 'networkidle' });
    const seen = await page.evaluate<{ hacked: boolean; elements: string[]; text: string }>(`({
      hacked: 'hacked' in globalThis,
      elements: [...document.querySelectorAll('script, img, link, iframe, object, embed, form, [onload], [onerror], [href], [src]')].map((e) => e.outerHTML),
      text: document.body.innerText,
    })`);
    expect(seen.hacked).toBe(false);
    expect(seen.elements).toEqual([]);
    expect(heard).toEqual([]);
    expect(requests).toEqual([pathToFileURL(path).href]);
    for (const name of HOSTILE.slice(0, 6)) expect(seen.text).toContain(name);
    expect(seen.text).toContain('\\u{202e}txt.exe');
    await page.close();
  });

  it('would not run a script even if one were there', async () => {
    const injected = readFileSync(path, 'utf8').replace('</body>', '<script>globalThis.hacked=1</script></body>');
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'injected.html'), injected);
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'injected.html')).href);
    expect(await page.evaluate(`'hacked' in globalThis`)).toBe(false);
    await page.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 380],
    ['dark', 380],
  ] as const)('is legible in the %s theme at %i px and never wider than the window', async (colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path).href);
    const look = await page.evaluate<{
      width: number;
      ink: string;
      card: string;
      smallest: number;
      outside: string[];
    }>(`(() => {
      const figures = [...document.querySelectorAll('figure')];
      const sizes = [...document.querySelectorAll('figure > svg text')].map((text) => text.getBoundingClientRect().height);
      const outside = [...document.querySelectorAll('figure > svg')].flatMap((svg) => {
        const { left, right } = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter((text) => {
          const box = text.getBoundingClientRect();
          return box.left < left - 1 || box.right > right + 1;
        }).map((text) => svg.getAttribute('aria-label') + ': ' + text.textContent);
      });
      return { width: document.documentElement.scrollWidth, ink: getComputedStyle(document.body).color,
        card: getComputedStyle(figures[0]).backgroundColor, smallest: Math.min(...sizes), outside };
    })()`);
    const brightness = (colour: string): number =>
      colour
        .match(/\d+/g)!
        .slice(0, 3)
        .reduce((sum, part) => sum + Number(part), 0) / 3;
    expect(look.width).toBe(width);
    expect(Math.abs(brightness(look.ink) - brightness(look.card))).toBeGreaterThan(150);
    expect(brightness(look.card) > 128).toBe(colorScheme === 'light');
    expect(look.smallest).toBeGreaterThan(8);
    expect(look.outside).toEqual([]);
    await context.close();
  });

  it('holds every part that the record has', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path).href);
    const titles = await page.evaluate<string[]>(`[...document.querySelectorAll('h2, h3')].map((e) => e.textContent)`);
    for (const title of [
      'Learning curve',
      'Strength of the penalty, λ(t)',
      'Tail ratio τ over time, layer',
      'Tail ratio τ over time, input',
      'Derivative norm of each layer',
      'Gradient norms, input: ChainzRule',
      'Gradient norms, layer: plain relu',
      'Calibration',
      'What it confuses: plain relu',
      'All figures',
      'Fold by fold',
      'Protocol',
    ])
      expect(titles).toContain(title);
    const cells = await page.evaluate<number[]>(
      `[...document.querySelector('.confusion').querySelectorAll('td')].map((e) => Number(e.textContent))`,
    );
    expect(cells).toEqual(record.networks[0]!.pooled.confusion!.flat());
    const text = await page.evaluate<string>('document.body.innerText');
    expect(text).toContain(record.data.sha256);
    expect(text).toContain(`${(100 * record.networks[1]!.summary['accuracy']!.mean!).toFixed(1)} %`);
    await page.close();
  });
});

describe('a report', () => {
  it('is the same bytes for the same record', async () => {
    const { record } = await reportOf(hostileTable(), '--target', '-1');
    expect(renderReport(record)).toBe(renderReport(record));
  });

  it('shows regressions as predicted against true', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row},${1000 + 3 * row + (row % 3) / 10}`).join('\n');
    const { path } = await reportOf(`x,price\n${rows}\n`, '--target', 'price');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('Predicted and true: ChainzRule');
    expect(text).not.toContain('What it confuses');
    expect(text).not.toContain('NaN');
  });

  it('holds for a linear model, one network, one held-out part and many classes', async () => {
    const rows = Array.from({ length: 90 }, (_, row) => `${row % 15},${row},k${row % 15}`).join('\n');
    const folder = newFolder();
    const table = fileOf(`a,b,kind\n${rows}\n`);
    const { code } = await run(
      'train',
      table,
      '--target',
      'kind',
      '--layers',
      'none',
      '--validation',
      '0.3',
      '--epochs',
      '3',
      '--out',
      folder,
    );
    expect(code).toBe(0);
    const text = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(text).toContain('predicted class');
    expect(text).not.toContain('Fold by fold');
    expect(text).not.toContain('Derivative norm of each layer');
    expect(text).not.toMatch(/NaN|undefined/);
  });

  it('draws figures that are not finite as gaps', async () => {
    const { record } = await reportOf(hostileTable(), '--target', '-1');
    const broken = JSON.parse(JSON.stringify(record)) as RunRecord;
    const spoil = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null)
        for (const key of Object.keys(value))
          (value as Record<string, unknown>)[key] = spoil((value as Record<string, unknown>)[key]);
      return typeof value === 'number' && !Number.isInteger(value) ? null : value;
    };
    for (const network of broken.networks) {
      for (const fold of network.folds) spoil(fold.history);
      spoil(network.summary);
      spoil({ ...network.pooled.norms.input, edges: [] });
    }
    expect(renderReport(broken)).not.toMatch(/NaN|undefined/);
  });
});
