import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecord, type RunRecord } from '@chainzrule/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeTinyBert } from '../../transformers/test/support/tiny-bert.ts';
import { writeTokenTable } from '../../transformers/test/support/token-table.ts';
import { toyLanguage } from '../../transformers/test/support/toy-language.ts';
import { newFolder, run } from './support/command.ts';

const folder = newFolder();
const [bert, table] = [join(folder, 'bert'), join(folder, 'table')];
const fast = [
  '--layers',
  '16',
  '--epochs',
  '80',
  '--learning-rate',
  '0.01',
  '--lambda',
  '0.0001',
  '--input-noise',
  '0',
  '--backend',
  'onnx-node',
];
let count = 0;

/** A file of the given lines. */
function fileOf(lines: readonly string[], ending: string): string {
  const path = join(folder, `texts-${++count}.${ending}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** The toy language in fastText's form, or as columns. */
function toyFile(rows: number, seed: number, form: 'txt' | 'tsv' | 'csv' = 'txt'): string {
  const { texts, labels } = toyLanguage(rows, seed);
  if (form === 'txt')
    return fileOf(
      texts.map((text, row) => `__label__${labels[row]}\t${text}`),
      'txt',
    );
  const separator = form === 'tsv' ? '\t' : ',';
  return fileOf(
    [['id', 'grade', 'review'].join(separator), ...texts.map((text, row) => [row, labels[row], text].join(separator))],
    form,
  );
}

const recordOf = (out: string): RunRecord => parseRecord(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await writeTinyBert(bert);
  writeTokenTable(table);
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
});

describe('chainzrule text train', () => {
  it('trains on lines of __label__, chooses the epoch by one file and tests on another', async () => {
    const out = newFolder();
    const files = [toyFile(150, 1), '--validation-file', toyFile(40, 2), '--test-file', toyFile(60, 3)];
    const { code, stdout, stderr } = await run(
      'text',
      'train',
      ...files,
      '--encoder',
      bert,
      ...fast,
      '--baseline',
      'relu',
      '--out',
      out,
    );
    expect(stderr).toContain('embedded 250 texts (0 known already)');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /encoder {3}.*bert \(transformers, pooling mean, dtype fp32, device cpu\): 16 numbers a text/,
    );
    expect(stdout).toContain('the epoch chosen by');
    const record = recordOf(out);
    expect(record.protocol).toMatchObject({ kind: 'heldOut', folds: 1 });
    expect(record.data).toMatchObject({
      rows: 250,
      classes: ['bad', 'dull', 'fine', 'good'],
      columns: ['text', 'label'],
    });
    expect(record.text).toMatchObject({ dimensions: 16, texts: 250, cut: 0, empty: 0 });
    const [own, plain] = record.networks;
    expect(own!.folds[0]).toMatchObject({ trainRows: 150, testRows: 60 });
    expect(own!.folds[0]!.history.every(({ validation }) => typeof validation === 'number')).toBe(true);
    expect(own!.summary['accuracy']!.mean).toBeGreaterThan(0.75);
    expect(plain!.name).toBe('plain relu');
  });

  it('reads columns by name, tests by folds, and encodes nothing twice', async () => {
    const file = toyFile(120, 4, 'tsv');
    const args = [
      'text',
      'train',
      file,
      '--text',
      'review',
      '--target',
      'grade',
      '--encoder',
      table,
      '--folds',
      '3',
      ...fast,
    ];
    const first = await run(...args);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('3 stratified folds, each text tested once');
    const second = await run(...args);
    expect(second.stderr).toContain('embedded 120 texts (120 known already)');
    const figures = (text: string): string => text.split('ChainzRule')[1]!;
    expect(figures(second.stdout)).toBe(figures(first.stdout));
    const third = await run(...args, '--no-cache');
    expect(third.stderr).toContain('(0 known already)');
  });

  it('lists what it gets most wrong, in the record, on the terminal and in the report', async () => {
    const { texts, labels } = toyLanguage(100, 5);
    // A label that no model can find: the sentence says the contrary.
    const lines = texts.map((text, row) => `__label__${labels[row]}\t${text}`);
    const test = fileOf(
      ['__label__bad\tthe film is very great', ...lines.slice(0, 20), '__label__good\t<b>awful</b> \u202e bad'],
      'txt',
    );
    const out = newFolder();
    const { stdout } = await run(
      'text',
      'train',
      fileOf(lines, 'txt'),
      '--test-file',
      test,
      '--encoder',
      table,
      ...fast,
      '--out',
      out,
    );
    const worst = recordOf(out).text!.worst.map(({ text }) => text);
    expect(worst).toContain('the film is very great');
    expect(stdout).toContain('Most wrong');
    expect(stdout).toContain('the film is very great');
    expect(stdout).not.toContain('\u202e');
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('the film is very great');
    expect(report).not.toContain('<b>awful');
    expect(report).not.toContain('\u202e');
  });

  it('gives the record alone with --json', async () => {
    const { stdout } = await run(
      'text',
      'train',
      toyFile(60, 6),
      '--encoder',
      table,
      '--folds',
      '2',
      '--json',
      ...fast,
    );
    expect(parseRecord(JSON.parse(stdout)).text!.encoder['kind']).toBe('static');
  });
});

describe('chainzrule text predict', () => {
  it('classifies texts with a model that text train wrote, wherever the encoder lies now', async () => {
    const out = newFolder();
    await run('text', 'train', toyFile(150, 7), '--encoder', bert, '--folds', '2', ...fast, '--out', out);
    const model = join(out, 'model.safetensors');
    const { texts, labels } = toyLanguage(40, 8);
    const { code, stdout } = await run('text', 'predict', model, fileOf(texts, 'txt'));
    expect(code).toBe(0);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toBe('prediction,p(bad),p(dull),p(fine),p(good)');
    const predicted = lines.map((line) => line.split(',')[0]);
    expect(predicted.filter((label, row) => label === labels[row]).length).toBeGreaterThan(30);
    const moved = join(folder, 'moved');
    await writeTinyBert(moved);
    const again = await run('text', 'predict', model, toyFile(40, 8, 'csv'), '--text', 'review', '--encoder', moved);
    expect(again.stdout).toBe(stdout);
    const file = join(folder, 'predictions.csv');
    await run('text', 'predict', model, toyFile(40, 8), '--out', file);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
  });

  it('takes only models of texts', async () => {
    const out = newFolder();
    const data = fileOf(['a,b', ...Array.from({ length: 30 }, (_, i) => `${i},${i < 15 ? 'x' : 'y'}`)], 'csv');
    await run('train', data, '--target', 'b', '--layers', '2', '--folds', '2', '--epochs', '2', '--out', out);
    const { code, stderr } = await run('text', 'predict', join(out, 'model.safetensors'), toyFile(3, 1));
    expect(code).toBe(1);
    expect(stderr).toContain('names no encoder');
  });
});

describe('what cannot be', () => {
  const encoder = ['--encoder', table];
  it.each([
    ['columns without --text', 2, () => [toyFile(9, 1, 'csv'), ...encoder], /say which holds the texts: --text/],
    [
      'columns without --target',
      2,
      () => [toyFile(9, 1, 'csv'), '--text', 'review', ...encoder],
      /say which holds the labels: --target/,
    ],
    [
      'a column that is not there',
      1,
      () => [toyFile(9, 1, 'csv'), '--text', 'reviews', '--target', 'grade', ...encoder],
      /no column "reviews"; its columns: "id", "grade", "review"/,
    ],
    ['no encoder', 2, () => [toyFile(9, 1)], /--encoder/],
    ['an encoder that is nowhere', 1, () => [toyFile(9, 1), '--encoder', './nothing'], /no encoder at \.\/nothing/],
    ['a missing file', 1, () => [join(folder, 'none.txt'), ...encoder], /there is no such file/],
    [
      'a missing file with columns',
      1,
      () => [join(folder, 'none.csv'), '--text', 'a', '--target', 'b', ...encoder],
      /there is no such file/,
    ],
    [
      'a line without a label',
      1,
      () => [fileOf(['__label__a\tx', 'no label'], 'txt'), ...encoder],
      /line 2: the text "no label" has no label/,
    ],
    [
      'a label without a name',
      1,
      () => [fileOf(['__label__\tx'], 'txt'), ...encoder],
      /line 1: __label__ without a name/,
    ],
    ['an empty file', 1, () => [fileOf([], 'txt'), ...encoder], /holds no texts/],
    [
      'an open quote',
      1,
      () => [fileOf(['t,l', '"x,a'], 'csv'), '--text', 't', '--target', 'l', ...encoder],
      /cannot be read/,
    ],
    [
      'a label training has not',
      1,
      () => [toyFile(20, 1), '--test-file', fileOf(['__label__odd\tgood'], 'txt'), ...encoder],
      /has the label "odd", which texts-\d+\.txt does not have; known: bad/,
    ],
    ['one class', 1, () => [fileOf(['__label__a\tgood', '__label__a\tbad'], 'txt'), ...encoder], /one class only/],
    [
      'an epoch chosen by what is tested',
      2,
      () => [toyFile(9, 1), '--validation-file', toyFile(9, 2), ...encoder],
      /needs --test-file/,
    ],
    [
      'two ways to test',
      2,
      () => [toyFile(9, 1), '--test-file', toyFile(9, 2), '--folds', '3', ...encoder],
      /leave them out/,
    ],
    ['an odd pooling', 2, () => [toyFile(9, 1), '--pooling', 'max', ...encoder], /--pooling max: allowed is mean, cls/],
  ] as const)('%s', async (_, code, args, message) => {
    const result = await run('text', 'train', ...args(), ...fast);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('this is a bug');
    expect(result.code).toBe(code);
  });
});
