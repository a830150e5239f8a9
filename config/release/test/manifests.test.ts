import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publishedPackages, root } from '../src/packages.ts';

interface Manifest {
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

describe.each(publishedPackages())('the manifest of $name', ({ name, folder }) => {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;

  it('says what the package is, and has a README', () => {
    expect(manifest.description!.length).toBeGreaterThan(20);
    expect(manifest.keywords!.length).toBeGreaterThan(2);
    expect(existsSync(`${folder}/README.md`)).toBe(true);
  });

  it('runs nothing when it is installed', () => {
    const hooks = Object.keys(manifest.scripts ?? {}).filter((hook) => /^(pre|post)?install$|^prepare$/.test(hook));
    expect(hooks).toEqual([]);
  });

  // A peer whose range a new version leaves makes that version a major one of the whole family: 0.1.0 would come out as 1.0.0.
  it('asks for peers of the family by a range that the next minor stays in', () => {
    for (const [peer, range] of Object.entries(manifest.peerDependencies ?? {}))
      if (/^(@chainzrule\/|chainzrule$)/.test(peer)) expect(range).toBe('>=0.0.0 <1.0.0');
  });

  it('is among those that are released together, and its changes are told', () => {
    const { fixed } = JSON.parse(readFileSync(`${root}.changeset/config.json`, 'utf8')) as { fixed: string[][] };
    const family = fixed[0]!.flatMap((pattern) => {
      const [, scope, names] = /^(.*)\{(.*)\}$/.exec(pattern) ?? [];
      return names === undefined ? [pattern] : names.split(',').map((one) => scope + one);
    });
    expect(family).toContain(name);
    const told = readdirSync(`${root}.changeset`).some((file) =>
      readFileSync(`${root}.changeset/${file}`, 'utf8').includes(`"${name}":`),
    );
    expect(told || existsSync(`${folder}/CHANGELOG.md`)).toBe(true);
  });
});
