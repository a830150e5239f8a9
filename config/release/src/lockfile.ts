import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { root } from './packages.ts';

interface Linked {
  readonly version: string;
}

interface Importer {
  readonly dependencies?: Readonly<Record<string, Linked>>;
}

interface Snapshot {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The part of pnpm's lockfile that is looked at. */
export interface Lockfile {
  readonly importers: Readonly<Record<string, Importer>>;
  readonly packages: Readonly<Record<string, { readonly resolution: Readonly<Record<string, string>> }>>;
  readonly snapshots: Readonly<Record<string, Snapshot>>;
}

export function readLockfile(): Lockfile {
  return parse(readFileSync(`${root}pnpm-lock.yaml`, 'utf8')) as Lockfile;
}

/** Names of all packages that a dependency of a workspace package brings, itself included; those for one platform only are left out. */
export function broughtBy(
  { importers, snapshots }: Lockfile,
  importer: string,
  dependency: string,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (name: string, version: string): void => {
    const key = `${name}@${version}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const [next, at] of Object.entries(snapshots[key]?.dependencies ?? {})) visit(next, at);
  };
  visit(dependency, importers[importer]!.dependencies![dependency]!.version);
  return seen;
}
