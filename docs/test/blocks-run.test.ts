import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseScheduleText } from '@chainzrule/core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { blocksOf, root } from './support/blocks.ts';

/** Inside the project, so that imports resolve as a user's would. */
const folder = mkdtempSync(join(root, 'docs/test/.run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Guides whose programs need nothing beside them; the others are run by the tests of the package they are about. */
const pages = [
  'docs/index.md',
  ...['start', 'tables', 'schedules', 'reading-tau', 'deploy'].map((name) => `docs/guide/${name}.md`),
];
const blocks = pages.flatMap((page) => blocksOf(page, ['ts'])).filter(({ code }) => !code.includes("'node:fs"));

describe('programs of the guides', () => {
  it.each(blocks.map((block, index) => ({ ...block, index })))(
    '$place runs and prints what its comments say',
    async ({ code, index }) => {
      const file = join(folder, `block-${index}.ts`);
      writeFileSync(file, code);
      const log = vi.spyOn(console, 'log').mockImplementation(() => {});
      await import(pathToFileURL(file).href);
      const printed = log.mock.calls.map((values) => values.map(String).join(' ')).join('\n');
      log.mockRestore();
      expect(printed.length).toBeGreaterThan(0);
      for (const [, claim] of code.matchAll(/; \/\/ ([\d.]+(?: and [\d.]+)*)/g))
        for (const number of claim!.split(' and ')) expect(printed).toContain(number.slice(0, 5));
    },
  );
});

it('names schedule texts that the parser reads', () => {
  const guide = readFileSync(join(root, 'docs/guide/schedules.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| `(\w+)` +\| `([^`]+)`/gm)];
  expect(rows).toHaveLength(8);
  for (const [, kind, text] of rows) {
    const schedule = parseScheduleText(text!);
    expect(typeof schedule === 'number' ? 'constant' : (schedule as { kind: string }).kind).toBe(kind);
  }
});
