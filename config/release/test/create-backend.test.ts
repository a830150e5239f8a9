import { mkdtempSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packAll } from '../src/pack.ts';
import { root } from '../src/packages.ts';
import { must, run } from '../src/run.ts';

it.runIf(process.env['PACKED'] === 'full')(
  'a created backend installs, builds and passes the kit',
  async () => {
    const tarballs = await packAll();
    const place = mkdtempSync(join(tmpdir(), 'chainzrule-created-'));
    await must(process.execPath, [join(root, 'packages/create-backend/dist/main.js'), 'my-backend'], place);
    const folder = join(place, 'my-backend');
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    // Not published yet, so the family comes from its tarballs.
    const family = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]));
    for (const group of ['peerDependencies', 'devDependencies'])
      for (const name of Object.keys(manifest[group])) manifest[group][name] = family[name] ?? manifest[group][name];
    await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, overrides: family }));
    await must(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
      folder,
    );
    const { code, output } = await run('npm', ['test'], folder);
    expect(code, output).toBe(0);
    expect(output).toMatch(/10 passed/);
  },
  600_000,
);
