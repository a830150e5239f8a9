import { readFileSync } from 'node:fs';
import { chromiumIsThere } from '@chainzrule/browser';
import { decodeModel } from '@chainzrule/core';
import { readCsv } from '@chainzrule/core/csv';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, openDemoSite } from './support/demo-page.ts';
import { heapAfterCollection } from './support/heap.ts';
import { recordPageTasks } from './support/page-tasks.ts';
import { droppedTable, madeUpTable } from './support/tables.ts';

const table = droppedTable();

const choose = async (page: Page, label: RegExp, name: string, content: string | Buffer): Promise<void> => {
  const buffer = typeof content === 'string' ? Buffer.from(content) : content;
  await page.getByLabel(label).setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
};
const chooseTable = async (page: Page, name: string, csv: string): Promise<void> =>
  await choose(page, /Drop .*CSV file/, name, csv);

/** Drops as a visitor does, with a real DataTransfer. */
const drop = async (page: Page, name: string, csv: string): Promise<void> => {
  const transfer = await page.evaluateHandle(
    ([file, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], file, { type: 'text/csv' }));
      return data;
    },
    [name, csv] as const,
  );
  await page.locator('.drop').first().dispatchEvent('drop', { dataTransfer: transfer });
};

const trainToTheEnd = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('heading', { name: /held-out rows/ }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
};

const download = async (page: Page, button: string): Promise<Buffer> => {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await (await waiting).path());
};

const figure = async (page: Page, name: string): Promise<number> =>
  Number.parseFloat((await page.locator(`[data-figure="${name}"]`).textContent()) ?? '');

describe.skipIf(!chromiumIsThere())('the Use view', { timeout: 120_000 }, () => {
  let site: DemoSite;
  beforeAll(async () => {
    site = await openDemoSite();
  });
  afterAll(async () => await site?.[Symbol.asyncDispose]());

  it(`trains on a dropped ${table.name}, and its files give the same predictions everywhere`, async () => {
    const { page, heard } = await site.open('#/use');
    await drop(page, table.name, table.csv);
    await page.getByText(`${table.rows} rows`).waitFor();
    if (table.name === 'pima.csv') {
      for (const column of [1, 2, 3, 4, 5])
        await page.getByLabel(`A value of column${column} that also means missing`).fill('0');
    }
    await trainToTheEnd(page);
    expect(await figure(page, 'ChainzRule accuracy')).toBeGreaterThanOrEqual(table.enough);
    await page.getByText('Calibration', { exact: true }).waitFor();
    await page.getByText('Confusion, ChainzRule').waitFor();

    const [safetensors, onnx] = [
      await download(page, 'Download model.safetensors'),
      await download(page, 'Download model.onnx'),
    ];
    await choose(page, /Predict the rows/, table.name, table.csv);
    await page.locator('[data-figure="prediction"]').waitFor();
    const predictions = await readCsv((await download(page, 'Download predictions.csv')).toString());
    const own = predictions.columns[2]!;
    if (own.type !== 'numeric') throw new Error('probabilities are numbers');

    const session = await InferenceSession.create(onnx);
    const rows = await readCsv(table.csv, { header: table.name !== 'pima.csv' });
    const feeds = feedsOf(decodeModel(Uint8Array.from(safetensors)), rows);
    const { probabilities } = await session.run(feeds);
    const served = probabilities!.data as Float32Array;
    const differences = own.values.map((value, row) => Math.abs(value - served[2 * row + 1]!));
    expect(predictions.rows).toBe(table.rows);
    expect(Math.max(...differences)).toBeLessThan(2e-5);
    expect(new Set(served).size).toBeGreaterThan(table.rows / 2);

    // Both files come back, and give the page's own predictions again.
    for (const [name, bytes] of [
      ['model.safetensors', safetensors],
      ['model.onnx', onnx],
    ] as const) {
      await choose(page, /Load a model file/, name, bytes);
      await page.getByText(`predicts “${table.target}”`).waitFor();
      await choose(page, /Predict the rows/, table.name, table.csv);
      await page.locator('[data-figure="prediction"]').waitFor();
      const again = (await readCsv((await download(page, 'Download predictions.csv')).toString())).columns[2]!;
      if (again.type !== 'numeric') throw new Error('probabilities are numbers');
      const worst = Math.max(...again.values.map((value, row) => Math.abs(value - own.values[row]!)));
      expect(worst).toBeLessThan(name === 'model.onnx' ? 2e-5 : 1e-15);
    }
    expect(heard).toEqual([]);
    await page.context().close();
  });

  it('blocks the page never longer than 100 ms while it trains and shows what came out', async () => {
    const { page } = await site.open('#/use');
    await page.getByRole('button', { name: 'Try a made-up table' }).click();
    await page.getByText('300 rows, 7 columns').waitFor();
    await page.waitForTimeout(500);
    const tasks = await recordPageTasks(page);
    await trainToTheEnd(page);
    const durations = await tasks();
    await page.context().close();
    expect(durations.length).toBeGreaterThan(100);
    expect(durations.filter((duration) => duration > 100)).toEqual([]);
  });

  it('trains a regression and an ordinal task as well', async () => {
    const { page } = await site.open('#/use');
    const { csv } = madeUpTable();
    await chooseTable(page, 'made-up.csv', csv);
    await page.getByLabel('Predict a', { exact: true }).check();
    // A target with gaps is refused in the core's words.
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /target "a" is missing in \d+ of 240 rows/ })
      .waitFor();
    const lines = Array.from(
      { length: 120 },
      (_, i) => `${i % 7},${(i * i) % 11},${i % 4},${((i % 7) - 3) ** 2 + 0.01 * (i % 3)}`,
    );
    await chooseTable(page, 'numbers.csv', ['u,v,grade,size', ...lines].join('\n'));
    await page.getByText('120 rows').waitFor();
    await trainToTheEnd(page);
    expect(await figure(page, 'ChainzRule r2')).toBeGreaterThan(0.3);
    await page.getByText('Predicted against true').waitFor();
    await page.getByLabel('Predict grade').check();
    await page.getByLabel(/^What “grade” is/).selectOption('ordinal');
    await page.getByLabel(/^Epochs/).fill('5');
    await trainToTheEnd(page);
    await page.locator('[data-figure="ChainzRule kappa"]').waitFor();
    await page.context().close();
  });

  it.each([
    ['a table with a short line', 'a,b\n1,2\n3\n', /line 3 has 1 cells, the table has 2 columns/],
    ['an unclosed quote', 'a,b\n1,"2\n3,4\n', /a quote is not closed/],
    ['no rows', 'a,b\n', /has a header \(2 columns\) and no rows/],
    ['nothing', '', /the CSV is empty/],
    ['what is no text', Buffer.from([0xff, 0xfe, 0x00, 0xd8]).toString('latin1'), /\S/],
  ])('says what is wrong with %s', async (_, csv, message) => {
    const { page } = await site.open('#/use');
    await chooseTable(page, 'bad.csv', csv);
    await page.getByRole('alert').filter({ hasText: message }).waitFor();
    await page.context().close();
  });

  it('says what is wrong with model files and with tables that do not fit', async () => {
    const { page, heard } = await site.open('#/use');
    await choose(page, /Load a model file/, 'model.safetensors', 'not a model at all');
    await page
      .getByRole('alert')
      .filter({ hasText: /safetensors|header/ })
      .waitFor();
    await choose(page, /Load a model file/, 'model.onnx', Buffer.from('garbage'));
    await page.getByRole('alert').filter({ hasText: /ONNX/ }).waitFor();
    await page.getByRole('button', { name: 'Try a made-up table' }).click();
    await page.getByLabel(/^Epochs/).fill('2');
    await page.getByLabel(/^λ: auto/).fill('much');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: /much/ }).waitFor();
    await page.getByLabel(/^λ: auto/).fill('geometric:0.1..0.001');
    await trainToTheEnd(page);
    await choose(page, /Predict the rows/, 'other.csv', 'age,colour\n1,red\n');
    await page
      .getByRole('alert')
      .filter({ hasText: /the table lacks 5 of the model's 6 columns/ })
      .waitFor();
    expect(heard).toEqual([]);
    await page.context().close();
  });

  it('stops at once, and starts and stops twenty times without growing', async () => {
    const { page } = await site.open('#/use');
    await page.getByRole('button', { name: 'Try a made-up table' }).click();
    await page.getByLabel(/^Epochs/).fill('100000');
    const cycle = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByText(/epoch \d+ of 100000/).waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('stopped', { exact: true }).waitFor({ timeout: 2000 });
    };
    for (let i = 0; i < 5; i++) await cycle();
    const before = await heapAfterCollection(page);
    for (let i = 0; i < 20; i++) await cycle();
    const after = await heapAfterCollection(page);
    expect(after.page - before.page).toBeLessThan(2 * 2 ** 20);
    expect(after.workers - before.workers).toBeLessThan(4 * 2 ** 20);
    await page.context().close();
  });
});

/** A table as the exported file takes it: numbers with NaN for what is missing, and texts. */
function feedsOf(
  { preparation }: ReturnType<typeof decodeModel>,
  rows: Awaited<ReturnType<typeof readCsv>>,
): Record<string, Tensor> {
  const columns = preparation!.columns.map(({ name, type }) => ({
    type,
    source: rows.columns[rows.names.indexOf(name)]!,
  }));
  const numeric = columns.filter(({ type }) => type === 'numeric');
  const texts = columns.filter(({ type }) => type === 'categorical');
  const feeds: Record<string, Tensor> = {};
  const cells = <T>(kept: typeof columns, read: (source: (typeof columns)[number]['source'], row: number) => T): T[] =>
    Array.from({ length: rows.rows }, (_, row) => kept.map(({ source }) => read(source, row))).flat();
  if (numeric.length > 0) {
    const values = cells(numeric, (source, row) => (source.type === 'numeric' ? source.values[row]! : Number.NaN));
    feeds['numeric'] = new Tensor('float32', Float32Array.from(values), [rows.rows, numeric.length]);
  }
  if (texts.length > 0) {
    const values = cells(texts, (source, row) =>
      source.type === 'categorical' ? (source.categories[source.codes[row]!] ?? '') : '',
    );
    feeds['categorical'] = new Tensor('string', values, [rows.rows, texts.length]);
  }
  return feeds;
}
