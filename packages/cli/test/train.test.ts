import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecord, type RunRecord } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { fileOf, newFolder, run, smallTable } from './support/command.ts';

const quick = ['--epochs', '200', '--layers', '8', '--folds', '3', '--seed', '7'];

/** A record without what differs from run to run. */
function reproducible({ environment: _, ...rest }: RunRecord): Omit<RunRecord, 'environment'> {
  return rest;
}

describe('chainzrule train', () => {
  it('reports both networks on the same folds and writes the record', async () => {
    const out = newFolder();
    const { code, stdout } = await run(
      'train',
      fileOf(smallTable()),
      '--target',
      'kind',
      '--baseline',
      'relu',
      '--out',
      out,
      ...quick,
    );
    expect(code).toBe(0);
    for (const text of ['ChainzRule', 'plain relu', 'Summary', 'τ layer', 'log loss', '3 stratified folds', 'seed 7'])
      expect(stdout).toContain(text);
    const record = parseRecord(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
    expect(record.networks.map(({ name }) => name)).toEqual(['ChainzRule', 'plain relu']);
    const [first, second] = record.networks.map(({ folds }) =>
      folds.map(({ trainRows, testRows }) => [trainRows, testRows]),
    );
    expect(first).toEqual(second);
    expect(first!.map((rows) => rows[1]!).reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(record.data).toMatchObject({
      rows: 60,
      target: 'kind',
      task: 'binary',
      classes: ['large', 'small'],
      synthetic: false,
    });
    expect(record.data.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(record.networks[0]!.summary['accuracy']!.mean).toBeGreaterThan(0.8);
    expect(record.networks[1]!.settings).toMatchObject({
      activation: 'relu',
      penalty: 'none',
      lambda: 0,
      inputNoise: 0,
    });
  });

  it('gives the same record for the same seed, another for another', async () => {
    const path = fileOf(smallTable());
    const records = [];
    for (const seed of ['3', '3', '4']) {
      const { stdout } = await run(
        'train',
        path,
        '--target',
        'kind',
        '--json',
        '--epochs',
        '10',
        '--layers',
        '4',
        '--folds',
        '3',
        '--seed',
        seed,
      );
      records.push(JSON.stringify(reproducible(JSON.parse(stdout) as RunRecord)));
    }
    expect(records[0]).toBe(records[1]);
    expect(records[0]).not.toBe(records[2]);
  });

  it('takes columns by index from the end, without a header, and missing codes', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${row % 2 === 0 ? 5 : -5},${row % 5 === 0 ? 0 : 3},${row % 2}`,
    );
    const { code, stdout } = await run(
      'train',
      fileOf(rows.join('\n')),
      '--no-header',
      '--target',
      '-1',
      '--missing',
      '1=0',
      ...quick,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('predicts column2 (binary, 2 classes: 0, 1)');
  });

  it('predicts numbers in their own units', async () => {
    const rows = Array.from({ length: 50 }, (_, row) => `${row},${1e6 + 100 * row + 0.5}`);
    const { code, stdout } = await run(
      'train',
      fileOf(`x,price\n${rows.join('\n')}`),
      '--target',
      'price',
      '--json',
      '--epochs',
      '400',
      '--layers',
      '8',
      '--folds',
      '3',
    );
    expect(code).toBe(0);
    const record = JSON.parse(stdout) as RunRecord;
    expect(record.data.task).toBe('regression');
    expect(record.networks[0]!.summary['r2']!.mean).toBeGreaterThan(0.8);
    expect(record.networks[0]!.summary['rmse']!.mean).toBeLessThan(1000);
  });

  it.each([
    ['--lambda', 'cv'],
    ['--lambda', '0.3'],
    ['--schedule', 'geometric:1e-1..1e-3'],
    ['--schedule', 'controlled:target=1.05,gain=2,min=1e-4,max=1,start=0.1'],
    ['--penalty', 'accumulated'],
    ['--penalty', 'none'],
    ['--activation', 'gelu'],
    ['--layers', 'none'],
    ['--task', 'ordinal'],
    ['--patience', '3'],
  ])('runs with %s %s', async (...options) => {
    const { code, stderr } = await run(
      'train',
      fileOf(smallTable(40)),
      '--target',
      'kind',
      '--json',
      '--epochs',
      '6',
      '--layers',
      '4',
      '--validation',
      '0.3',
      ...options,
    );
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('chainzrule example', () => {
  it('trains both networks, says that the data is synthetic, and what to try next', async () => {
    const { code, stdout } = await run('example', '--epochs', '5', '--folds', '2');
    expect(code).toBe(0);
    for (const text of ['(synthetic)', 'plain relu', 'Three things to try next', 'train DATA.csv --target COLUMN'])
      expect(stdout).toContain(text);
  });
});
