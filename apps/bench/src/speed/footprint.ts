import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { REPOSITORY } from '../commands/run-options.ts';
import type { Figures } from '../records/record.ts';

/** What a user installs to get each thing, by the package's folder and its runtimes. */
const INSTALLS: readonly { readonly name: string; readonly packages: readonly string[] }[] = [
  { name: '@chainzrule/core', packages: ['@chainzrule/core'] },
  { name: '@chainzrule/onnx + onnxruntime-node', packages: ['@chainzrule/onnx', 'onnxruntime-node'] },
  { name: '@chainzrule/onnx + onnxruntime-web', packages: ['@chainzrule/onnx', 'onnxruntime-web'] },
  { name: '@chainzrule/tfjs + tfjs (cpu, webgl)', packages: ['@chainzrule/tfjs', '@tensorflow/tfjs'] },
  {
    name: '@chainzrule/tfjs + tfjs + wasm',
    packages: ['@chainzrule/tfjs', '@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
  },
  { name: '@tensorflow/tfjs alone', packages: ['@tensorflow/tfjs'] },
  { name: 'brain.js alone', packages: ['brain.js'] },
];

/** What is imported to see how small a bundler makes it; runtimes stay outside. */
const IMPORTS: readonly { readonly name: string; readonly code: string }[] = [
  {
    name: 'core: reference backend, train',
    code: "export { train } from '@chainzrule/core'; export { createReferenceBackend } from '@chainzrule/core/reference';",
  },
  { name: 'onnx: backend', code: "export { createOnnxBackend } from '@chainzrule/onnx';" },
  { name: 'tfjs: backend', code: "export { createTfjsBackend } from '@chainzrule/tfjs';" },
];

/** Install sizes in KiB on disk (the package with all it depends on) and minified sizes in KiB, plain and gzipped. */
export async function footprint(): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const { name, packages } of INSTALLS) {
    const folders = new Map<string, number>();
    for (const own of packages) await collect(own, join(REPOSITORY, 'apps/bench/package.json'), folders);
    figures[`install ${name}`] = Math.round([...folders.values()].reduce((sum, size) => sum + size, 0) / 1024);
  }
  for (const { name, code } of IMPORTS) {
    const text = await minified(code);
    figures[`minified ${name}`] = Math.round(text.length / 102.4) / 10;
    figures[`gzipped ${name}`] = Math.round(gzipSync(text).length / 102.4) / 10;
  }
  return figures;
}

interface Manifest {
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Sizes of a package's and its dependencies' folders, each once; of a package of this repository what it would publish. */
async function collect(name: string, from: string, folders: Map<string, number>): Promise<void> {
  const folder = await packageFolder(name, from);
  if (folder === undefined || folders.has(folder)) return;
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const own = folder.startsWith(join(REPOSITORY, 'packages'));
  const parts = own ? (manifest.files ?? []).map((file) => join(folder, file)) : [folder];
  folders.set(
    folder,
    (await Promise.all(parts.map(sizeOfPath))).reduce((sum, size) => sum + size, 0),
  );
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    await collect(dependency, join(folder, 'package.json'), folders);
}

async function packageFolder(name: string, from: string): Promise<string | undefined> {
  for (const base of createRequire(from).resolve.paths(name) ?? []) {
    const folder = await realpath(join(base, name)).catch(() => undefined);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

async function sizeOfPath(path: string): Promise<number> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return 0;
  if (!facts.isDirectory()) return facts.size;
  // What another package's folder holds is counted there.
  const names = (await readdir(path)).filter((name) => name !== 'node_modules');
  return (await Promise.all(names.map((name) => sizeOfPath(join(path, name))))).reduce((sum, size) => sum + size, 0);
}

async function minified(code: string): Promise<string> {
  const entry = 'virtual:entry';
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: join(REPOSITORY, 'apps/bench'),
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? join(REPOSITORY, 'apps/bench/entry.js') : null),
        load: (id) => (id.endsWith('apps/bench/entry.js') ? code : null),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      rollupOptions: {
        input: entry,
        preserveEntrySignatures: 'strict',
        external: [/^onnxruntime-/, /^@tensorflow\//, 'webgpu', 'csv-parse', /^node:/],
      },
    },
  });
  const outputs = [result].flat().flatMap((part) => ('output' in part ? part.output : []));
  return outputs.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}
