import { expect, it } from 'vitest';
import { builtEntries } from '../src/bundle-size.ts';
import { nodeImports } from '../src/node-imports.ts';
import { publishedPackages } from '../src/packages.ts';

/** Entries that are for Node, as their documentation says. */
const NODE_ONLY = ['@chainzrule/conformance/node', '@chainzrule/core/node', '@chainzrule/jobs'];

const folders = publishedPackages().filter(({ bin }) => !bin);
const entries = (await Promise.all(folders.map(({ folder }) => builtEntries(folder)))).flatMap((map) => [...map]);

it.each(entries.filter(([specifier]) => !NODE_ONLY.includes(specifier)))(
  'a page that imports %s asks for no module of Node',
  async (_, file) => expect(await nodeImports(file)).toEqual([]),
);

it.each(entries.filter(([specifier]) => NODE_ONLY.includes(specifier)))('%s does', async (_, file) =>
  expect((await nodeImports(file)).length).toBeGreaterThan(0),
);
