import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRecord, Rng } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { keepRecord } from '../../core/test/support/reliability.ts';
import { fileOf, newFolder, run, smallTable } from './support/command.ts';

const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** Rows of the table that is trained on in bounded memory: few here, 1,000,000 in the nightly script. */
const ROWS = Number(process.env['STREAM_ROWS'] ?? 20_000);
const COLUMNS = 50;
/** Resident memory that training may take, whatever the number of rows. */
const LIMIT_MEGABYTES = 768;

const short = ['--target', 'kind', '--stream', '--layers', '4', '--epochs', '2', '--seed', '7'];

describe('train --stream', () => {
  it('trains, tests on the rows it held out and leaves a model that predicts', async () => {
    const [table, out] = [fileOf(smallTable(400)), newFolder()];
    const { code, stdout } = await run('train', table, ...short, '--epochs', '60', '--baseline', 'relu', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toContain('0.1 of the rows of every block held out for testing, the others streamed');
    const record = parseRecord(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
    expect(record.networks.map(({ folds }) => [folds[0]!.trainRows, folds[0]!.testRows])).toEqual([
      [360, 40],
      [360, 40],
    ]);
    expect(record.networks[0]!.folds[0]!.scores['accuracy']).toBeGreaterThan(0.85);
    const predicted = await run('predict', join(out, 'model.safetensors'), table);
    expect(predicted.stdout.trim().split('\n')).toHaveLength(401);
  });

  it('ends with the same bytes when it goes on from a checkpoint', async () => {
    const table = fileOf(smallTable(300));
    const [whole, parts, checkpoints] = [newFolder(), newFolder(), newFolder()];
    const keep = ['--checkpoint', checkpoints, '--every', '1'];
    expect(await run('train', table, ...short, '--out', whole)).toMatchObject({ code: 0 });
    expect(await run('train', table, ...short, ...keep)).toMatchObject({ code: 0 });
    expect(await run('train', table, ...short, ...keep, '--resume', '--out', parts)).toMatchObject({ code: 0 });
    for (const name of ['model.safetensors', 'model.onnx'])
      expect(readFileSync(join(parts, name))).toEqual(readFileSync(join(whole, name)));
  });

  it.each([
    [['--folds', '3'], /--folds/],
    [['--lambda', 'cv'], /--lambda cv/],
    [['--patience', '3'], /--patience/],
  ])('refuses %j, which needs all rows at once', async (options, message) => {
    const { code, stderr } = await run('train', fileOf(smallTable()), ...short, ...options);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

/** A table of normal numbers, whose kind follows from the first ten columns. */
async function writeTable(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const file = createWriteStream(path);
  const rng = Rng.fromSeed(50);
  file.write(`${Array.from({ length: COLUMNS }, (_, column) => `x${column}`).join(',')},kind\n`);
  for (let row = 0; row < ROWS; ) {
    const lines: string[] = [];
    for (const end = Math.min(row + 1000, ROWS); row < end; row++) {
      const x = Array.from({ length: COLUMNS }, () => rng.normal());
      const sum = x.slice(0, 10).reduce((total, value) => total + value, 0);
      lines.push(`${x.map((value) => value.toFixed(4)).join(',')},${sum > 0 ? 'up' : 'down'}`);
    }
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

it(`trains on ${ROWS} × ${COLUMNS} rows within ${LIMIT_MEGABYTES} MB`, async () => {
  expect(existsSync(command), 'build first: turbo run build').toBe(true);
  const [table, out] = [join(newFolder(), 'large.csv'), newFolder()];
  await writeTable(table);
  const says = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'))`;
  const args = ['train', table, '--target', 'kind', '--stream', '--layers', '16', '--epochs', '1', '--out', out];
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(says)}`, command, ...args],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  rmSync(dirname(table), { recursive: true });
  expect(code, stderr).toBe(0);
  const peak = Number(/peak (\d+)/.exec(stderr)![1]) / 1024;
  const record = parseRecord(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
  const [fold] = record.networks[0]!.folds;
  expect(fold!.trainRows + fold!.testRows).toBe(ROWS);
  const accuracy = fold!.scores['accuracy']!;
  expect(accuracy).toBeGreaterThan(0.9);
  expect(peak).toBeLessThan(LIMIT_MEGABYTES);
  keepRecord('stream-memory', {
    rows: ROWS,
    columns: COLUMNS,
    limitMegabytes: LIMIT_MEGABYTES,
    peakMegabytes: peak,
    accuracy,
  });
}, 3_600_000);
