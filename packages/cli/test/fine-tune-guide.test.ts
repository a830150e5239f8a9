import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyLanguage } from '../../transformers/test/fine-tune/support/toy-language.ts';
import { writeTinyBert } from '../../transformers/test/support/tiny-bert.ts';
import { newFolder, run } from './support/command.ts';

const guide = readFileSync(new URL('../../../docs/guide/fine-tuning.md', import.meta.url), 'utf8');
const lines = [...guide.matchAll(/^chainzrule (text .*)$/gm)].map(([, line]) => line!.split(' '));
const folder = newFolder();
const home = process.cwd();
const { cacheDir, remoteHost } = env;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  // A tiny BERT where a model of that name would be once it was fetched: the lines run as they stand, without a network.
  await writeTinyBert(join(folder, 'cache/google-bert/bert-base-uncased'));
  Object.assign(env, { cacheDir: join(folder, 'cache'), remoteHost: 'http://127.0.0.1:1/' });
  for (const [seed, name] of ['train', 'dev', 'test', 'new'].entries()) {
    const { texts, labels } = toyLanguage(40, seed);
    const line = (text: string, row: number): string => (name === 'new' ? text : `__label__${labels[row]}\t${text}`);
    writeFileSync(join(folder, `${name}.txt`), `${texts.map(line).join('\n')}\n`);
  }
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(home);
  Object.assign(env, { cacheDir, remoteHost });
});

describe('the commands of the guide to fine-tuning', () => {
  it('run as they stand, with a tiny BERT under the name of the hub’s', async () => {
    expect(lines.map(([, name]) => name)).toEqual(['train', 'predict']);
    for (const line of lines) {
      const { code, stderr } = await run(...line);
      expect(stderr).not.toContain('error');
      expect(code).toBe(0);
    }
    expect(existsSync('runs/bert/report.html')).toBe(true);
    expect(readFileSync('predictions.csv', 'utf8').split('\n')).toHaveLength(42);
    const again = await run(...lines[0]!, '--resume');
    expect(again.code).toBe(0);
  });

  it('are explained: every option that the guide names exists', async () => {
    const { stdout } = await run('text', 'train', '--help');
    for (const [option] of guide.matchAll(/--[a-z][\w-]+/g)) expect(stdout).toContain(option);
  });
});
