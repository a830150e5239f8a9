import { describe, expect, it } from 'vitest';
import { type CsvStreamOptions, readCsv, streamCsv } from '../../src/csv/index.ts';
import {
  assessStream,
  type Batch,
  fitNetwork,
  fitPreparation,
  fitSettings,
  Rng,
  type TrainingCheckpoint,
} from '../../src/index.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';

const backend = createReferenceBackend();
const options: CsvStreamOptions = { target: 'kind', test: 0.25, seed: 3 };

/** Rows whose kind follows from x; `id` tells them apart. */
function csvOf(rows: number, kind = (x: number): string => (x > 0 ? 'yes' : 'no')): string {
  const rng = Rng.fromSeed(8);
  const lines = Array.from({ length: rows }, (_, row) => {
    const x = rng.normal();
    return `${row},${x.toFixed(4)},${row % 3 === 0 ? 'a' : 'b'},${kind(x)}`;
  });
  return `id,x,letter,kind\n${lines.join('\n')}\n`;
}

/** The ids of prepared rows, which stand in the first column. */
function ids({ x }: Batch, stream: { readonly preparation: ReturnType<typeof fitPreparation> }): number[] {
  const [id] = stream.preparation.columns;
  if (id?.type !== 'numeric') throw new Error('the first column holds the ids');
  return Array.from({ length: x.rows }, (_, row) => Math.round(x.data[row * x.cols]! * id.scale + id.mean));
}

const labels = ({ y }: Batch): number[] => [...(y as Float64Array)];

async function testIds(stream: Awaited<ReturnType<typeof streamCsv>>): Promise<number[]> {
  const found: number[] = [];
  for await (const batch of stream.test()) found.push(...ids(batch, stream));
  return found;
}

describe('a CSV file that is streamed', () => {
  const text = csvOf(20_000);

  it('gives every row once a pass, in another order each time, and never a test row', async () => {
    await using stream = await streamCsv(() => text, options);
    expect([stream.train.rows, stream.testRows, stream.sampleRows]).toEqual([15_000, 5000, 15_000]);
    const first = ids(await stream.train.take(0, 15_000), stream);
    const second = ids(await stream.train.take(15_000, 30_000), stream);
    const held = await testIds(stream);
    expect(first).not.toEqual(second);
    expect(first.toSorted((a, b) => a - b)).toEqual(second.toSorted((a, b) => a - b));
    expect([...first, ...held].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20_000 }, (_, id) => id));
  });

  it('gives the same rows at the same positions, however they are asked for', async () => {
    await using stream = await streamCsv(() => text, options);
    const whole = labels(await stream.train.take(0, 40_000));
    const parts: number[] = [];
    for (let from = 0; from < 40_000; from += 700)
      parts.push(...labels(await stream.train.take(from, Math.min(from + 700, 40_000))));
    expect(parts).toEqual(whole);
    // Back to the middle of a pass, as a resumed training does.
    const again = await stream.train.take(23_456, 24_000);
    expect(labels(again)).toEqual(whole.slice(23_456, 24_000));
    await using other = await streamCsv(() => text, options);
    expect(await other.train.take(23_456, 24_000)).toEqual(again);
  });

  it('learns the preparation of the whole from a file that fits into the sample', async () => {
    await using stream = await streamCsv(() => text, options);
    const held = new Set(await testIds(stream));
    const table = await readCsv(text);
    const rows = Int32Array.from({ length: 20_000 }, (_, row) => row).filter((row) => !held.has(row));
    expect(stream.preparation).toEqual(fitPreparation(table, { target: 'kind', rows }));
  });

  it('learns from a sample of a longer one, and knows every class', async () => {
    const rare = `${csvOf(30_000)}30000,0,a,rare\n${csvOf(200).slice('id,x,letter,kind\n'.length)}`;
    await using stream = await streamCsv(() => rare, { ...options, seed: 1 });
    expect(stream.sampleRows).toBeLessThanOrEqual(20_001);
    expect(stream.preparation.target).toMatchObject({ classes: ['no', 'rare', 'yes'] });
    const [, x] = stream.preparation.columns;
    expect(x).toMatchObject({ mean: expect.closeTo(0, 1), scale: expect.closeTo(1, 1) });
  });

  it('trains to the bytes of one that was stopped after any epoch, and is right about unseen rows', async () => {
    const settings = fitSettings({ layers: [6], epochs: 3, batchSize: 64, seed: 2, inputNoise: 0.05 });
    const kept: TrainingCheckpoint[] = [];
    const fit = async (from?: TrainingCheckpoint) => {
      await using stream = await streamCsv(() => text, options);
      const store = {
        read: async () => from,
        write: async (_: string, one: TrainingCheckpoint) => void kept.push(one),
      };
      return await assessStream(stream, settings, { backend, checkpoints: { store, name: 'a', every: 1 } });
    };
    const undisturbed = await fit();
    expect(undisturbed.scores['accuracy']).toBeGreaterThan(0.95);
    expect(undisturbed.targets.length).toBe(5000);
    expect(undisturbed.fitted.history.map(({ step }) => step)).toEqual([235, 469, 704]);
    for (const from of kept.slice(0, 2)) {
      const resumed = await fit(from);
      expect(resumed.fitted.history).toEqual(undisturbed.fitted.history);
      expect(resumed.fitted.parameters).toEqual(undisturbed.fitted.parameters);
    }
  }, 120_000);

  it('says what is wrong, and where', async () => {
    const start = text.slice(0, 200_000).replace(/\n[^\n]*$/, '\n');
    const open = (end: string) => streamCsv(() => start + end, options);
    await expect(open('1,2,a\n')).rejects.toThrow(/line \d+ has 3 cells, the table has 4 columns/);
    await expect(open('1,2,a,\n')).rejects.toThrow(/the target is missing in line \d+/);
    await expect(open('')).resolves.toBeDefined();
    await expect(streamCsv(() => 'a,kind\n1,x\n', options)).rejects.toThrow(/too few to hold some out/);
    await expect(streamCsv(() => 'a,kind\n', options)).rejects.toThrow(/no rows/);
    await expect(streamCsv(() => text, { ...options, test: 1 })).rejects.toThrow(/above 0 and below 1/);
    await expect(streamCsv(() => text, { ...options, target: 'none' })).rejects.toThrow(/no column "none"/);
  });

  it('notices a file that changes between passes', async () => {
    let content = text;
    await using stream = await streamCsv(() => content, options);
    content = csvOf(19_000);
    await expect(stream.train.take(0, 32_000)).rejects.toMatchObject({ code: 'IO_FAILED' });
  });

  it('does not take settings that need all rows at once', async () => {
    await using stream = await streamCsv(() => text, options);
    const settings = fitSettings({ lambda: 'cv' });
    await expect(fitNetwork(settings, { type: 'binary' }, stream.train, { backend })).rejects.toThrow(
      /all rows at once/,
    );
  });
});
