import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedPackages, root } from './packages.ts';
import { must } from './run.ts';

/** Packs every published package as it would go to the registry; gives each one's tarball by name. */
export async function packAll(): Promise<ReadonlyMap<string, string>> {
  const tarballs = new Map<string, string>();
  for (const { name, folder } of publishedPackages()) {
    const target = await mkdtemp(join(tmpdir(), 'chainzrule-pack-'));
    await must(join(root, 'node_modules/.bin/pnpm'), ['pack', '--pack-destination', target], folder);
    tarballs.set(name, join(target, (await readdir(target))[0]!));
  }
  return tarballs;
}
