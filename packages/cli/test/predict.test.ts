import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChainzRuleClassifier, parseRecord } from '@chainzrule/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileOf, newFolder, run, smallTable } from './support/command.ts';

const quick = ['--epochs', '150', '--layers', '8', '--folds', '3', '--seed', '7'];
let folder = '';
let model = '';

beforeAll(async () => {
  folder = newFolder();
  model = join(folder, 'model.safetensors');
  const { code, stdout } = await run('train', fileOf(smallTable()), '--target', 'kind', '--out', folder, ...quick);
  expect(code).toBe(0);
  for (const name of ['record.json', 'report.html', 'model.safetensors']) expect(stdout).toContain(name);
});

const newRows = 'weight,size\n3,5.9\n2,0.1\n,5.5\n';

describe('chainzrule predict', () => {
  it('gives classes and probabilities, columns matched by name in any order', async () => {
    const { code, stdout, stderr } = await run('predict', model, fileOf(newRows));
    expect(code).toBe(0);
    expect(stderr).not.toContain('not used');
    const [header, ...lines] = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(header).toEqual(['prediction', 'p(large)', 'p(small)']);
    expect(lines.map(([prediction]) => prediction)).toEqual(['large', 'small', 'large']);
    for (const [, large, small] of lines) expect(Number(large) + Number(small)).toBeCloseTo(1, 12);
  });

  it('agrees with the estimator that reads the same file', async () => {
    const classifier = ChainzRuleClassifier.load(readFileSync(model));
    const { data } = await classifier.predictProba([
      [5.9, 3],
      [0.1, 2],
    ]);
    const { stdout } = await run('predict', model, fileOf('size,weight\n5.9,3\n0.1,2\n'));
    const printed = stdout
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split(',').slice(1).map(Number));
    expect(printed).toEqual([...data]);
  });

  it('writes a file, names columns it does not use, and takes the target column or not', async () => {
    const out = join(folder, 'predictions.csv');
    const { code, stdout, stderr } = await run(
      'predict',
      model,
      fileOf('size,weight,kind,colour\n5.9,3,large,red\n'),
      '--out',
      out,
    );
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain('not used: colour');
    expect(stderr).toContain('wrote 1 predictions');
    expect(readFileSync(out, 'utf8')).toMatch(/^prediction,p\(large\),p\(small\)\nlarge,/);
  });

  it('says that a first line of numbers was taken as names', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => `${row},${1000 + (row % 2)}`).join('\n');
    const { stderr } = await run('train', fileOf(`${rows}\n`), '--target', 'kind');
    expect(stderr).toContain('11 rows; its first line holds only numbers and was taken as names: is it a row?');
    expect((await run('predict', model, fileOf(newRows))).stderr).not.toContain('taken as names');
  });

  it('names missing columns and what is there', async () => {
    const { code, stderr } = await run('predict', model, fileOf('size,colour\n5,red\n'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/lacks 1 of the model's 2 columns: "weight"; not used: "colour"/);
  });

  it('names a text where the model takes numbers', async () => {
    const { code, stderr } = await run('predict', model, fileOf('size,weight\nbig,1\n'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('column "size" holds "big"; the model takes numbers')]);
  });

  it('does not take a file that is no model', async () => {
    const rows = fileOf(newRows);
    expect(await run('predict', rows, rows)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/error .*safetensors/),
    });
    const cut = join(folder, 'cut.safetensors');
    writeFileSync(cut, readFileSync(model).subarray(0, 1000));
    expect(await run('predict', cut, rows)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cut.safetensors'),
    });
    expect(await run('predict', 'nothing.safetensors', rows)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing.safetensors'),
    });
  });

  it('keeps class names from becoming formulas', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => `${row},${row < 15 ? '=1+1' : '"a,b"'}`).join('\n');
    const out = newFolder();
    await run('train', fileOf(`x,kind\n${rows}\n`), '--target', 'kind', '--out', out, ...quick);
    const { stdout } = await run('predict', join(out, 'model.safetensors'), fileOf('x\n0\n29\n'));
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toBe('prediction,p(=1+1),"p(a,b)"');
    expect(lines.slice(1).every((line) => !line.startsWith('='))).toBe(true);
  });

  it('restores regression values to their own units', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row},${1e6 + 100 * row}.5`).join('\n');
    const out = newFolder();
    await run(
      'train',
      fileOf(`x,price\n${rows}\n`),
      '--target',
      'price',
      '--out',
      out,
      '--epochs',
      '300',
      '--layers',
      '8',
      '--validation',
      '0.2',
    );
    const { stdout } = await run('predict', join(out, 'model.safetensors'), fileOf('x\n20\n'));
    expect(stdout).toMatch(/^prediction\n100/);
    expect(Math.abs(Number(stdout.trim().split('\n')[1]) - 1_002_000)).toBeLessThan(1000);
  });
});

describe('chainzrule diagnose', () => {
  it('prints tail ratios beside those of training, norms, bound, certificates and a histogram', async () => {
    const { code, stdout } = await run('diagnose', model, fileOf(smallTable()));
    expect(code).toBe(0);
    for (const text of ['τ = p99/mean', 'in training', 'layer', 'input', 'Lipschitz ≤', 'certified', '← mean', '← p99'])
      expect(stdout).toContain(text);
  });

  it('gives the same as JSON, with the training record’s ratios', async () => {
    const report = join(folder, 'diagnosis.html');
    const { stdout } = await run(
      'diagnose',
      model,
      fileOf(smallTable()),
      '--json',
      '--radius',
      '0.01',
      '--report',
      report,
    );
    const diagnosis = JSON.parse(stdout);
    const record = parseRecord(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')));
    expect(diagnosis.training.layer).toBe(record.networks[0]!.pooled.norms.layer.ratio);
    expect(diagnosis.norms.layer.ratio).toBeGreaterThanOrEqual(1);
    expect(diagnosis.lipschitz.bound).toBeGreaterThanOrEqual(diagnosis.lipschitz.largestSampledSlope);
    expect(diagnosis.certified).toMatchObject({ radius: 0.01 });
    expect(diagnosis.layerNorms).toHaveLength(2 - 1);
    expect(readFileSync(report, 'utf8')).toContain('<svg');
  });

  it('does not look at labels', async () => {
    const table = smallTable();
    const flipped = table.replaceAll('large', 'LARGE').replaceAll('small', 'large').replaceAll('LARGE', 'small');
    const [a, b] = [
      await run('diagnose', model, fileOf(table), '--json'),
      await run('diagnose', model, fileOf(flipped), '--json'),
    ];
    const figures = ({ stdout }: { stdout: string }): unknown => ({ ...JSON.parse(stdout), data: undefined });
    expect(figures(a)).toEqual(figures(b));
  });
});
