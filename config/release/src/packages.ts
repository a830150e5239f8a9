import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../../../', import.meta.url));

/** A package of the family that is published. */
export interface PublishedPackage {
  readonly name: string;
  readonly folder: string;
  /** Import specifiers of its code entries: `@chainzrule/core`, `@chainzrule/core/csv`. */
  readonly entries: readonly string[];
  /** Peers a user chooses among; npm does not install them. */
  readonly optionalPeers: readonly string[];
  readonly bin: boolean;
}

/** Reads the workspace: every package under packages/ that is not private. */
export function publishedPackages(): PublishedPackage[] {
  return readdirSync(`${root}packages`).flatMap((directory) => {
    const folder = `${root}packages/${directory}`;
    const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
    if (manifest.private === true) return [];
    const entries = Object.keys(manifest.exports ?? {}).filter((entry) => entry !== './package.json');
    return [
      {
        name: manifest.name,
        folder,
        entries: entries.map((entry) => manifest.name + entry.slice(1)),
        optionalPeers: Object.keys(manifest.peerDependenciesMeta ?? {}),
        bin: manifest.bin !== undefined,
      },
    ];
  });
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>;
  readonly bin?: unknown;
}
