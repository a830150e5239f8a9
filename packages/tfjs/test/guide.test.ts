import './support/quiet.ts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const guide = readFileSync(new URL('../../../docs/guide/tfjs.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
const diff = /```diff\n([\s\S]*?)```/.exec(guide)![1]!.trimEnd().split('\n');
/** Inside the project, so that imports resolve as a user's would. */
const folder = mkdtempSync(fileURLToPath(new URL('./.guide-', import.meta.url)));

beforeAll(() => tf.setBackend('cpu'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program and gives what it logs. */
async function run(name: string, code: string): Promise<unknown[][]> {
  writeFileSync(`${folder}/${name}.ts`, code);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    await import(`${folder}/${name}.ts`);
    return log.mock.calls.map((values) => [...values]);
  } finally {
    log.mockRestore();
  }
}

/** The program after a change that stands as a diff without line numbers. */
function patched(code: string): string {
  const lines = code.split('\n');
  let place = 0;
  for (const line of diff) {
    const [mark, text] = [line[0], line.slice(1)];
    if (mark === '+') lines.splice(place++, 0, text);
    else {
      place = lines.indexOf(text);
      expect(place, `"${text}" is in the program`).toBeGreaterThanOrEqual(0);
      if (mark === '-') lines.splice(place, 1);
      else place++;
    }
  }
  return lines.join('\n');
}

describe('the guide to TensorFlow.js', () => {
  it("trains a user's sequential model with the penalty by at most five changed lines", async () => {
    expect(diff.filter((line) => line.startsWith('+')).length).toBeLessThanOrEqual(5);
    const [plain] = (await run('plain', blocks[0]!)) as [[number[]]];
    const [withPenalty] = (await run('with-penalty', patched(blocks[0]!))) as [[number[]]];
    for (const [losses] of [plain, withPenalty]) {
      expect(losses.length).toBe(20);
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
    }
  });

  it('takes a model to a file and back', async () => {
    expect(await run('files', blocks[1]!)).toEqual([[0]]);
  });

  it('runs an estimator on a device', async () => {
    const [[name], [predicted]] = (await run('backend', blocks[3]!)) as [[string], [string[]]];
    expect(name).toMatch(/^tfjs-/);
    expect(predicted).toEqual(['large']);
  });
});
