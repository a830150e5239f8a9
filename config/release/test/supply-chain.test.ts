import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { broughtBy, readLockfile } from '../src/lockfile.ts';
import { publishedPackages, root } from '../src/packages.ts';

/** Scripts that npm runs when a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
const lockfile = readLockfile();
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    readonly scripts?: Readonly<Record<string, string>>;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
  };
const published = publishedPackages().map(({ name, folder }) => ({ name, folder, manifest: manifestOf(folder) }));
const isOurs = (name: string): boolean => published.some((each) => each.name === name);

describe('the supply chain', () => {
  it.each(published)('$name runs nothing when it is installed', ({ manifest }) => {
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => INSTALL_SCRIPTS.includes(name))).toEqual([]);
  });

  it('lets no dependency run anything when it is installed here', () => {
    expect(readFileSync(`${root}pnpm-workspace.yaml`, 'utf8')).toMatch(/^onlyBuiltDependencies: \[\]$/m);
  });

  it('locks every package by its hash, from the registry alone', () => {
    const packages = Object.entries(lockfile.packages);
    expect(packages.length).toBeGreaterThan(100);
    const odd = packages.filter(
      ([, { resolution }]) =>
        !/^sha512-/.test(resolution['integrity'] ?? '') || Object.keys(resolution).some((key) => key !== 'integrity'),
    );
    expect(odd).toEqual([]);
  });

  it('is listed in docs/decisions, with what each dependency brings', () => {
    const text = readFileSync(`${root}docs/decisions/025-runtime-dependencies.md`, 'utf8');
    const rows = [...text.matchAll(/^\| `([^`]+)` \| ([^|]+) \| (\d+) \| ([^|]+) \|$/gm)];
    const listed = Object.fromEntries(rows.map(([, name, users, count]) => [name, `${users!.trim()}: ${count}`]));
    const found: Record<string, string> = {};
    for (const { name, folder, manifest } of published) {
      for (const dependency of Object.keys(manifest.dependencies ?? {}).filter((each) => !isOurs(each))) {
        const count = broughtBy(lockfile, folder.slice(root.length), dependency).size;
        const users = found[dependency]?.split(':')[0];
        found[dependency] = `${users === undefined ? '' : `${users}, `}${name}: ${count}`;
      }
    }
    expect(listed).toEqual(found);
    const peers = published.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}));
    for (const peer of peers.filter((each) => !isOurs(each))) expect(text, peer).toContain(`\`${peer}\``);
  });
});
