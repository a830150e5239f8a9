import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseRecord, type RunRecord } from '@chainzrule/core';
import { env, pipeline } from '@huggingface/transformers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { toyLanguage } from '../../transformers/test/fine-tune/support/toy-language.ts';
import { writeTinyBert } from '../../transformers/test/support/tiny-bert.ts';
import { newFolder, run } from './support/command.ts';

/** The built command: what is killed is a process of its own. */
const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const folder = newFolder();
const bert = join(folder, 'bert');
let count = 0;

function fileOf(lines: readonly string[]): string {
  const path = join(folder, `texts-${++count}.txt`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** The toy language in fastText's form. */
function toyFile(rows: number, seed: number): string {
  const { texts, labels } = toyLanguage(rows, seed);
  return fileOf(texts.map((text, row) => `__label__${labels[row]}\t${text}`));
}

/** A copy of the tiny BERT, changed. */
function changedBert(change: (copy: string) => void): string {
  const copy = join(folder, `bert-${++count}`);
  cpSync(bert, copy, { recursive: true });
  change(copy);
  return copy;
}

const recordOf = (out: string): RunRecord => parseRecord(JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));

/** A tiny BERT learns at a larger rate than one of base size. */
const learns = '--batch 16 --learning-rate 0.002 --layer-decay 0.98 --layers 8 --lambda 0.001'.split(' ');
const fineTune = (data: string, ...more: readonly string[]): readonly string[] => [
  ...['text', 'train', data, '--fine-tune', ...learns, ...more],
  ...(more.includes('--encoder') ? [] : ['--encoder', bert]),
];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await writeTinyBert(bert);
});

describe('chainzrule text train --fine-tune', () => {
  it('learns a toy language; transformers.js’ pipeline and text predict read what it leaves and agree', async () => {
    const out = newFolder();
    const test = toyFile(40, 3);
    const files = ['--validation-file', toyFile(40, 2), '--test-file', test];
    const rest = ['--epochs', '12', '--encoder-lambda', '1e-5', '--seed', '3', '--out', out];
    const { code, stdout, stderr } = await run(...fineTune(toyFile(128, 1), ...files, ...rest));
    expect(stderr).toMatch(/^ChainzRule: accuracy 0\.\d+\n$|^ChainzRule: accuracy 1\.000\n$/);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /training {2}encoder and network together: 12 epochs of 16-text steps.*encoder λ 0\.00001, seed 3/,
    );
    expect(stdout).toContain('the encoder is trained along');
    expect(stdout).toMatch(/computed {2}by tfjs-wasm/);

    const record = recordOf(out);
    const [network] = record.networks;
    expect(network!.summary['accuracy']!.mean).toBeGreaterThan(0.85);
    expect(network!.settings).toMatchObject({ epochs: 12, layerDecay: 0.98, warmup: 0.1, head: { lambda: 0.001 } });
    const { history, bestEpoch } = network!.folds[0]!;
    const watched = history.map(({ validation }) => validation!);
    expect(bestEpoch).toBe(watched.indexOf(Math.min(...watched)) + 1);
    expect(network!.pooled.norms.input.mean).toBeGreaterThan(0);
    expect(record.text).toMatchObject({ encoder: { kind: 'fine-tuned' }, dimensions: 16, texts: 208, cut: 0 });
    expect(record.text!.encoder['sha256']).toMatch(/^[0-9a-f]{64}$/);
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('the encoder is trained along');
    expect(report).not.toContain('Tail ratio τ over time');

    const predicted = await run('text', 'predict', join(out, 'model'), test);
    const [head, ...rows] = predicted.stdout.trimEnd().split('\n');
    expect(head).toBe('prediction,p(blame),p(praise)');
    const classify = await pipeline('text-classification', join(out, 'model'), { dtype: 'fp32' });
    const { texts } = toyLanguage(40, 3);
    const outputs = (await classify(texts, { top_k: 2 })) as unknown as { label: string; score: number }[][];
    outputs.forEach((scores, row) => {
      const [label, blame, praise] = rows[row]!.split(',');
      expect(scores[0]!.label).toBe(label);
      for (const { label: own, score } of scores)
        expect(Math.abs(score - Number(own === 'blame' ? blame : praise))).toBeLessThan(2e-5);
    });
    await classify.dispose();
  });

  it('tests by folds, trains the model to keep on all texts, and leaves frozen depths as they were', async () => {
    const out = newFolder();
    const options = ['--epochs', '1', '--folds', '2', '--frozen', '2', '--baseline', 'relu', '--backend', 'tfjs-cpu'];
    const { code, stderr, stdout } = await run(...fineTune(toyFile(40, 4), ...options, '--out', out));
    expect(code).toBe(0);
    expect(stderr).toContain('fold 2/2 ChainzRule: accuracy');
    expect(stderr).toContain('fold 2/2 plain relu: accuracy');
    expect(stderr).toContain('final model: trained on all 40 texts');
    expect(stdout).toContain('2 lowest depths frozen');
    const { networks, protocol } = recordOf(out);
    expect(protocol).toMatchObject({ kind: 'folds', folds: 2 });
    expect(networks.map(({ name, folds }) => [name, folds.map(({ lambda }) => lambda)])).toEqual([
      ['ChainzRule', ['0.001', '0.001']],
      ['plain relu', ['0', '0']],
    ]);
    const [before, after] = [bert, join(out, 'model')].map((place) => tensorsOf(join(place, 'model.safetensors')));
    const same = (name: string): boolean => Buffer.compare(before!(name), after!(`bert.${name}`)) === 0;
    expect(same('embeddings.word_embeddings.weight')).toBe(true);
    expect(same('encoder.layer.0.output.dense.weight')).toBe(true);
    expect(same('encoder.layer.1.output.dense.weight')).toBe(false);
  });

  it('goes on from its checkpoints after a kill, and ends with the same figures and bytes', async () => {
    const data = toyFile(60, 5);
    const args = fineTune(data, '--epochs', '4', '--folds', '2', '--seed', '1', '--every', '3');
    const [whole, pieces, checkpoints] = [newFolder(), newFolder(), newFolder()];
    expect((await run(...args, '--out', whole)).code).toBe(0);
    const kept = ['--checkpoint', checkpoints, '--out', pieces];
    expect(existsSync(command), 'build first: turbo run build').toBe(true);
    const child = spawn(process.execPath, [command, ...args, ...kept], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', resolve));
    while (child.exitCode === null && !readdirOf(checkpoints).includes('fold-2.network-1.safetensors')) await wait(5);
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(join(pieces, 'record.json'))).toBe(false);

    const without = await run(...args, ...kept);
    expect(without.stderr).toContain('holds checkpoints already');
    const other = await run(...args, ...kept, '--resume', '--frozen', '1');
    expect(other.stderr).toContain('checkpoints of another run: frozen was undefined, now it is 1');
    expect((await run(...args, ...kept, '--resume')).code).toBe(0);
    expect(recordOf(pieces).networks).toEqual(recordOf(whole).networks);
    for (const name of ['model.safetensors', 'onnx/model.onnx']) {
      const [a, b] = [whole, pieces].map((place) => readFileSync(join(place, 'model', name)));
      expect(Buffer.compare(a!, b!)).toBe(0);
    }
  });

  it('takes empty texts and cuts long ones, with a warning', async () => {
    const { texts, labels } = toyLanguage(20, 6);
    const long = 'the film is very good and the plot is not bad '.repeat(5);
    const lines = [...texts, '', long].map((text, row) => `__label__${labels[row] ?? 'praise'}\t${text}`);
    const run1 = await run(...fineTune(fileOf(lines), '--epochs', '1', '--validation', '0.3', '--max-tokens', '12'));
    expect(run1.code).toBe(0);
    expect(run1.stderr.match(/1 of 22 texts have more than the 12 tokens/g)).toHaveLength(1);
    expect(run1.stdout).toMatch(/texts {5}22, .*, 1 cut, 1 empty/);
  });
});

describe('what cannot be', () => {
  const { allowRemoteModels, cacheDir, remoteHost } = env;
  afterEach(() => Object.assign(env, { allowRemoteModels, cacheDir, remoteHost }));

  it.each([
    [
      'a folder without weights',
      1,
      () => without('model.safetensors'),
      /the BERT .* lacks model\.safetensors; needed are config\.json/,
    ],
    ['a folder without a tokenizer', 1, () => without('tokenizer.json'), /lacks tokenizer\.json; needed are/],
    ['a folder that is not there', 1, () => ['--encoder', './nowhere'], /no encoder at \.\/nowhere/],
    ['another architecture', 1, () => ofType('roberta'), /a model of type "roberta".*fine-tuning takes "bert"/],
    ['weights cut short', 1, () => cut(), /model\.safetensors: .*/],
    ['a table of token vectors', 1, () => ['--encoder', join(bert, 'config.json')], /needs the folder of a BERT/],
    ['more frozen depths than there are', 1, () => ['--frozen', '4'], /frozen is 4; .* has 3 depths/],
    ['more tokens than it takes', 1, () => ['--max-tokens', '33'], /maxTokens is 33; allowed: 3 … 32/],
    ['a label training has not', 1, () => ['--test-file', fileOf(['__label__odd\tgood'])], /the label "odd", which/],
    ['a pooling', 2, () => ['--pooling', 'cls'], /--pooling means nothing with --fine-tune/],
    ['no cache', 2, () => ['--no-cache'], /--cache means nothing with --fine-tune/],
    ['input noise', 2, () => ['--input-noise', '1'], /--input-noise means nothing with --fine-tune/],
    ['λ by inner folds', 2, () => ['--lambda', 'cv'], /--lambda cv trains many times/],
    [
      'a backend that trains no encoder',
      2,
      () => ['--backend', 'onnx-node'],
      /allowed is tfjs-wasm, tfjs-webgpu, tfjs-cpu/,
    ],
    ['a warm-up of more than all', 2, () => ['--warm-up', '1.5'], /--warm-up 1\.5: allowed is a number from 0 to 1/],
  ] as const)('%s', async (_, code, args, message) => {
    const result = await run(...fineTune(toyFile(20, 7), '--epochs', '1', ...args()));
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('this is a bug');
    expect(result.code).toBe(code);
  });

  it('a name on the hub without a network', async () => {
    Object.assign(env, { cacheDir: newFolder(), remoteHost: 'http://127.0.0.1:1/' });
    const { code, stderr } = await run(...fineTune(toyFile(20, 7), '--encoder', 'some/bert'));
    expect(stderr).toMatch(/some\/bert .*could not be fetched from 127\.0\.0\.1:1.*is there a network/);
    expect(code).toBe(1);
  });

  it('options of fine-tuning without --fine-tune', async () => {
    const { code, stderr } = await run('text', 'train', toyFile(20, 7), '--encoder', bert, '--frozen', '1');
    expect(stderr).toContain('--frozen is for --fine-tune');
    expect(code).toBe(2);
  });
});

function without(name: string): readonly string[] {
  return ['--encoder', changedBert((copy) => rmSync(join(copy, name)))];
}

function ofType(type: string): readonly string[] {
  const change = (copy: string): void => {
    const path = join(copy, 'config.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), model_type: type }));
  };
  return ['--encoder', changedBert(change)];
}

function cut(): readonly string[] {
  return ['--encoder', changedBert((copy) => truncateSync(join(copy, 'model.safetensors'), 500))];
}

function readdirOf(place: string): string[] {
  return existsSync(place) ? readdirSync(place) : [];
}

/** The bytes of each tensor of a safetensors file by its name. */
function tensorsOf(path: string): (name: string) => Uint8Array {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { data_offsets: [number, number] }>;
  return (name) => bytes.subarray(...(header[name]!.data_offsets.map((at) => start + at) as [number, number]));
}
