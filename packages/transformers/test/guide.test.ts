import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { env } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeTinyBert } from './support/tiny-bert.ts';

/** Inside the project, so that the blocks' imports resolve as a user's would. */
const folder = mkdtempSync(fileURLToPath(new URL('./.guide-', import.meta.url)));
const home = process.cwd();
const { localModelPath, allowRemoteModels } = env;

beforeAll(async () => {
  // A random BERT under the name that the guide uses: the guide's lines run as they stand, without the hub.
  await writeTinyBert(join(folder, 'models/Xenova/all-MiniLM-L6-v2'));
  Object.assign(env, { localModelPath: join(folder, 'models'), allowRemoteModels: false });
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(home);
  Object.assign(env, { localModelPath, allowRemoteModels });
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the program of a document and gives what it prints. */
async function printed(document: string): Promise<unknown[][]> {
  const text = readFileSync(new URL(document, import.meta.url), 'utf8');
  const file = join(folder, `${document.replace(/\W/g, '-')}.ts`);
  writeFileSync(file, /```ts\n([\s\S]*?)```/.exec(text)![1]!);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import(file);
  const calls = log.mock.calls;
  log.mockRestore();
  return calls;
}

describe('the documents’ programs', () => {
  it('of the guide to texts: learns, saves, loads and gives the same', async () => {
    const [first, second, ...each] = await printed('../../../docs/guide/text.md');
    expect(first).toEqual([['positive', 'negative']]);
    expect(second).toEqual([2, expect.any(Number)]);
    expect(each).toHaveLength(6);
    for (const [label, probabilities] of each as [string, number[]][]) {
      expect(['negative', 'positive'][probabilities[0]! > 0.5 ? 0 : 1]).toBe(label);
    }
  });

  it('of the README', async () => {
    expect(await printed('../README.md')).toEqual([[[expect.stringMatching(/up|down/)]]]);
  });
});
