import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyBert } from '../../transformers/test/support/tiny-bert.ts';
import { toyLanguage } from '../../transformers/test/support/toy-language.ts';
import { newFolder, run } from './support/command.ts';

const guide = readFileSync(new URL('../../../docs/guide/text.md', import.meta.url), 'utf8');
const lines = [...guide.matchAll(/^chainzrule (text .*)$/gm)].map(([, line]) => line!.split(' '));
const folder = newFolder();
const home = process.cwd();
const { localModelPath, allowRemoteModels } = env;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  // A random BERT under the name that the guide uses: its lines run as they stand, without the hub.
  await writeTinyBert(join(folder, 'models/Xenova/all-MiniLM-L6-v2'));
  Object.assign(env, { localModelPath: join(folder, 'models'), allowRemoteModels: false });
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
  const { texts, labels } = toyLanguage(40, 1);
  const rows = texts.map((text, row) => `${row}\t${labels[row]}\t${text}`);
  writeFileSync(join(folder, 'reviews.tsv'), `id\tstars\treview\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'new.tsv'), `review\n${texts.slice(0, 5).join('\n')}\n`);
  for (const name of ['train', 'dev', 'test'])
    writeFileSync(join(folder, `${name}.txt`), texts.map((text, row) => `__label__${labels[row]}\t${text}\n`).join(''));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(home);
  Object.assign(env, { localModelPath, allowRemoteModels });
});

describe('the commands of the guide to texts', () => {
  it('are three', () => expect(lines).toHaveLength(3));

  it.each(lines.map((args, index) => ({ args, line: args.join(' '), index })))(
    '$line',
    async ({ args }) => {
      const { code, stderr } = await run(...args);
      expect(stderr).not.toContain('error');
      expect(code).toBe(0);
    },
    240_000,
  );

  it('have left what they say', () => {
    expect(existsSync('runs/reviews/report.html')).toBe(true);
    expect(readFileSync('predictions.csv', 'utf8').split('\n')).toHaveLength(7);
  });
});
