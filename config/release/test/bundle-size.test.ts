import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtEntries, bundleSize } from '../src/bundle-size.ts';
import { publishedPackages } from '../src/packages.ts';

interface Ceiling {
  readonly kilobytes: number;
  readonly reason: string;
  /** Kilobytes of names that are often imported alone. */
  readonly only?: Readonly<Record<string, number>>;
}

const ceilings = JSON.parse(readFileSync(new URL('../bundle-ceilings.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Ceiling>
>;
const folders = publishedPackages().filter(({ bin }) => !bin);
const entries = (await Promise.all(folders.map(({ folder }) => builtEntries(folder)))).flatMap((map) => [...map]);

describe('bytes of each entry, minified and compressed', () => {
  it.each(entries)('%s stays under its ceiling', async (specifier, file) => {
    const ceiling = ceilings[specifier];
    expect(ceiling, 'every entry has a ceiling with its reason in bundle-ceilings.json').toBeDefined();
    expect(ceiling!.reason.length).toBeGreaterThan(10);
    const kilobytes = (await bundleSize(file)) / 1000;
    expect(kilobytes).toBeLessThanOrEqual(ceiling!.kilobytes);
    // A ceiling far above what is there holds nothing.
    expect(kilobytes, 'lower the ceiling').toBeGreaterThan(ceiling!.kilobytes * 0.6);
  });

  const alone = entries.flatMap(([specifier, file]) =>
    Object.entries(ceilings[specifier]?.only ?? {}).map(([name, limit]) => [name, specifier, file, limit] as const),
  );

  it.each(alone)('%s of %s, imported alone, brings nothing it does not need', async (name, _, file, limit) => {
    const kilobytes = (await bundleSize(file, name)) / 1000;
    expect(kilobytes).toBeLessThanOrEqual(limit);
    expect(kilobytes, 'lower the ceiling').toBeGreaterThan(limit * 0.6);
  });

  it('has no ceiling for an entry that is gone', () => {
    expect(Object.keys(ceilings).sort()).toEqual(entries.map(([specifier]) => specifier).sort());
  });
});
