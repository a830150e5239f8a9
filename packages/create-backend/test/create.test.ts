import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackendPackage } from '../src/create.ts';

const place = mkdtempSync(join(tmpdir(), 'chainzrule-create-'));

describe('npm create chainzrule-backend', () => {
  it('makes a package with everything in it, its name filled in', async () => {
    const folder = await createBackendPackage(join(place, 'my-backend'), '1.2.3');
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'my-backend', peerDependencies: { '@chainzrule/core': '^1.2.3' } });
    for (const file of [
      '.gitignore',
      'src/backend.ts',
      'test/conformance.test.ts',
      'waivers.json',
      '.github/workflows/ci.yml',
    ])
      expect(existsSync(join(folder, file)), file).toBe(true);
    expect(readFileSync(join(folder, 'src/backend.ts'), 'utf8')).toContain("name: 'my-backend'");
  });

  it('overwrites nothing and refuses names that no package can have', async () => {
    await expect(createBackendPackage(join(place, 'my-backend'), '1.2.3')).rejects.toThrow('not empty');
    await expect(createBackendPackage(join(place, 'My Backend'), '1.2.3')).rejects.toThrow('small letters');
  });

  it('starts from the very backend that the guide shows', () => {
    const guide = readFileSync(new URL('../../../docs/guide/add-a-backend.md', import.meta.url), 'utf8');
    const shown = /```ts\n([\s\S]*?)```/.exec(guide)![1]!;
    const template = readFileSync(new URL('../template/src/backend.ts', import.meta.url), 'utf8');
    expect(template.replace('BACKEND_NAME', 'plain-loops')).toBe(shown);
  });
});
