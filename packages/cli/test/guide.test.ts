import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { run } from './support/command.ts';

const guide = readFileSync(new URL('../../../docs/guide/tables.md', import.meta.url), 'utf8');
/** Inside the project, so that the block's imports resolve as a user's would. */
const folder = mkdtempSync(fileURLToPath(new URL('./.guide-', import.meta.url)));
const home = process.cwd();

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

describe('the guide to tables', () => {
  it('runs its program', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, row) => `${4 + (row % 10) / 5},${row < 30 ? 1.4 : 4.5},${row < 30 ? 'setosa' : 'virginica'}`,
    );
    writeFileSync(`${folder}/flowers.csv`, `length,width,species\n${rows.join('\n')}\n`);
    writeFileSync(`${folder}/block.ts`, /```ts\n([\s\S]*?)```/.exec(guide)![1]!);
    process.chdir(folder);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(`${folder}/block.ts`);
    expect(log.mock.calls[0]).toEqual([1, 'setosa']);
    expect(log.mock.calls[1]![1]).toBeGreaterThanOrEqual(1);
    expect(log.mock.calls[2]).toEqual([['setosa']]);
    log.mockRestore();
  });

  it('names only options that exist', async () => {
    for (const [, name, rest] of guide.matchAll(/^chainzrule (\w+) (.*)$/gm)) {
      const { code, stdout } = await run(name!, '--help');
      expect(code).toBe(0);
      for (const [option] of rest!.matchAll(/--[\w-]+/g)) expect(stdout).toContain(option);
    }
  });
});
