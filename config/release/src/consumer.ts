import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './packages.ts';
import { must } from './run.ts';

export type Manager = 'npm' | 'pnpm';

/** An empty folder of a stranger into which some packages were installed. */
export interface Consumer {
  readonly folder: string;
  /** Names of everything that was installed. */
  readonly installed: readonly string[];
}

/**
 * Installs packages into an empty folder. The family's own come from the tarballs, wherever in the tree they are asked
 * for; `others` are ordinary packages by name and version.
 */
export async function installInto(
  manager: Manager,
  tarballs: ReadonlyMap<string, string>,
  names: readonly string[],
  others: Readonly<Record<string, string>> = {},
): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'chainzrule-consumer-'));
  const file = (name: string): string => `file:${tarballs.get(name)}`;
  const family = Object.fromEntries([...tarballs.keys()].map((name) => [name, file(name)]));
  const dependencies = { ...Object.fromEntries(names.map((name) => [name, file(name)])), ...others };
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies };
  const overrides = manager === 'npm' ? { overrides: family } : { pnpm: { overrides: family } };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...overrides }));
  if (manager === 'npm') {
    // Without install scripts: ours have none, and a runtime's may fetch GPU builds of hundreds of megabytes.
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await must('npm', ['install', ...flags], folder);
  } else {
    await must(join(root, 'node_modules/.bin/pnpm'), ['install', '--prefer-offline', '--ignore-workspace'], folder);
  }
  return { folder, installed: await installedNames(folder, manager) };
}

async function installedNames(folder: string, manager: Manager): Promise<string[]> {
  const store = manager === 'npm' ? 'node_modules' : 'node_modules/.pnpm/node_modules';
  // Without any dependency pnpm makes no store.
  const top = await readdir(join(folder, store)).catch(() => []);
  const scoped = top.filter((name) => name.startsWith('@'));
  const inScopes = await Promise.all(
    scoped.map(async (scope) => (await readdir(join(folder, store, scope))).map((name) => `${scope}/${name}`)),
  );
  return [...top.filter((name) => !/^[.@]/.test(name)), ...inScopes.flat()].sort();
}
