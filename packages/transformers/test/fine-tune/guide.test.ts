import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bertFolder, temporaryFolder } from './support/bert-folder.ts';

/** Here, so that imports resolve as a user's would. */
const folder = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), '.guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const guide = read('docs/guide/fine-tuning.md');

describe('the guide to fine-tuning', () => {
  it('trains, saves and runs what transformers.js then gives, with a tiny BERT in place of the hub’s', async () => {
    const [, code] = /^```ts\n([\s\S]*?)^```$/m.exec(guide)!;
    const saved = await temporaryFolder();
    const local = code!
      .replace('google-bert/bert-base-uncased', await bertFolder())
      .replaceAll(/'(\.\/)?my-classifier'/g, `'${saved}'`);
    expect(local).not.toContain('my-classifier');
    const file = join(folder, 'guide.ts');
    writeFileSync(file, local);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(file);
    const lines = log.mock.calls.map(([line]) => String(line));
    log.mockRestore();
    expect(lines.slice(0, 3).map((line) => line.slice(0, 9))).toEqual(['epoch 1/3', 'epoch 2/3', 'epoch 3/3']);
    const [, score, own] = /^(?:praise|blame) ([\d.e-]+), and ([\d.e-]+) by predictProba$/.exec(lines[3]!)!;
    expect(Math.abs(Number(score) - Number(own))).toBeLessThan(2e-5);
  });

  it('names the defaults that the code has, and every one', async () => {
    const { DEFAULT_FINE_TUNING } = await import('../../src/index.ts');
    const rows = [...guide.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ([^|]+) \|/gm)];
    const named = new Map(
      rows.flatMap(([, names, values]) =>
        names!.split(', ').map((name, at) => [name.slice(1, -1), values!.split(', ')[at]]),
      ),
    );
    for (const [name, value] of Object.entries(DEFAULT_FINE_TUNING)) expect(Number(named.get(name)), name).toBe(value);
  });
});
