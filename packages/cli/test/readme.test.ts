import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { run } from './support/command.ts';

const readmeFile = new URL('../../../README.md', import.meta.url);
const readme = readFileSync(readmeFile, 'utf8');
/** Inside the project, so that the block's imports resolve as a user's would. */
const folder = new URL('./.readme-blocks/', import.meta.url);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the README', () => {
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

  it.each(blocks.map((code, index) => ({ code, index })))('block $index runs', async ({ code, index }) => {
    mkdirSync(folder, { recursive: true });
    const file = new URL(`block-${index}.ts`, folder);
    writeFileSync(file, code);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await import(file.href);
    const printed = log.mock.calls.flat().join('\n');
    log.mockRestore();
    expect(Number(/accuracy\s([\d.]+)/.exec(printed)![1])).toBeGreaterThan(0.8);
    expect(Number(/τ\s([\d.]+)/.exec(printed)![1])).toBeGreaterThanOrEqual(1);
  });

  it('shows what `npm start` prints', async () => {
    const { stdout } = await run('example');
    const summary = /Summary[\s\S]*?(?=\n\n)/.exec(stdout)![0];
    const block = `<!-- generated:example -->\n\`\`\`text\n${summary}\n\`\`\`\n<!-- /generated:example -->`;
    const updated = readme.replace(/<!-- generated:example -->[\s\S]*<!-- \/generated:example -->/, block);
    if (process.env['UPDATE_README'] === '1') writeFileSync(readmeFile, updated);
    else expect(readme, 'run with UPDATE_README=1').toBe(updated);
  }, 300_000);

  it('names only commands that exist', async () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, command] of readme.matchAll(/^(?:npm|pnpm) (start|test|[\w:]+)/gm))
      expect(Object.keys(scripts)).toContain(command);
    for (const [, name] of readme.matchAll(/npm start -- (\w+)/g))
      expect(await run(name!, '--help')).toMatchObject({ code: 0 });
  });
});
