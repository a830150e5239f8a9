import fc from 'fast-check';

/** Texts that have broken other parsers. */
export const hostile: fc.Arbitrary<string> = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '../../etc/passwd',
  '=1+1',
  '<script>',
  '\u0000',
  '\u202e',
  '\ud800',
  '1e999',
  '-0',
  'NaN',
  '9007199254740993',
  '"',
  '',
);

/** Any JSON, with hostile keys and values. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53),
    fc.string(),
    hostile,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(hostile, fc.string()), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** A document with a few of its parts replaced, removed or doubled: near enough to pass the first checks. */
export function damaged(document: unknown): fc.Arbitrary<unknown> {
  const paths: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]): void => {
    paths.push(path);
    if (paths.length > 400 || typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) walk((value as Record<string, unknown>)[key], [...path, key]);
  };
  walk(document, []);
  const value = fc.oneof(json, fc.integer({ min: 1, max: 9 }), fc.constantFrom('none', 'local', 'meanUnits', 'tanh'));
  const change = fc.record({ path: fc.constantFrom(...paths), value, drop: fc.boolean(), key: hostile });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    let copy: unknown = structuredClone(document);
    for (const { path, value, drop, key } of changes) {
      if (path.length === 0) {
        if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) copy = { ...copy, [key]: value };
        continue;
      }
      let parent = copy as Record<string, unknown>;
      for (const step of path.slice(0, -1)) parent = (parent?.[step] ?? {}) as Record<string, unknown>;
      if (typeof parent !== 'object' || parent === null) continue;
      if (drop) delete parent[path.at(-1)!];
      else parent[path.at(-1)!] = value;
    }
    return copy;
  });
}
