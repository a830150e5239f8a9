import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parseWaivers, TIERS } from '../src/index.ts';

const guide = readFileSync(new URL('../../../docs/guide/add-a-backend.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] =>
  [...guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, name]) => name === language).map((match) => match[2]!);
const [backend] = blocks('ts') as [string];
// Named otherwise, since it imports the block above and so cannot be compiled on its own as the site's other blocks are.
const [suite] = blocks('typescript') as [string];

/** Inside the project, so that imports resolve as a user's would. */
const folder = mkdtempSync(fileURLToPath(new URL('./.guide-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(`${folder}/my-backend.ts`, backend);
writeFileSync(`${folder}/suite.ts`, suite);
// The guide's own suite, run as it stands there.
await import(`${folder}/suite.ts`);

describe('the guide to adding a backend', () => {
  it('keeps its promises of length', () => {
    expect(backend.split('\n').length).toBeLessThan(150);
    expect(suite.split('\n').length).toBeLessThan(10);
  });

  it('names every tier', () => {
    for (const tier of Object.keys(TIERS)) expect(guide).toContain(`| T${tier} |`);
  });

  it('shows a waiver file that the kit reads', () => {
    expect(parseWaivers(blocks('json')[0]!)).toHaveLength(1);
  });
});
