import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

it('docs/reliability.md says what the records of the harnesses say', async () => {
  const folder = new URL('docs/reliability/', root);
  const records = readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { name: string });
  const script = new URL('scripts/reliability-document.mjs', root).href;
  const { reliabilityDocument } = (await import(script)) as { reliabilityDocument: (records: unknown) => string };
  expect(records.map(({ name }) => name)).toContain('kill');
  expect(readFileSync(new URL('docs/reliability.md', root), 'utf8')).toBe(reliabilityDocument(records));
});
