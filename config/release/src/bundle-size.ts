import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'vite';

/** The runtimes that users install themselves; a bundler must leave them out. */
export const peers: readonly RegExp[] = [
  /^@tensorflow\//,
  /^onnxruntime-/,
  /^@huggingface\//,
  /^vitest/,
  /^csv-parse/,
  /^webgpu$/,
];

/** Bytes of an entry with all it imports statically, minified and compressed, its peers left out; `only`: what one name of it takes. */
export async function bundleSize(entry: string, only?: string): Promise<number> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: only === undefined ? [] : [importer(entry, only)],
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry: only === undefined ? entry : IMPORTER, formats: ['es'], fileName: 'entry' },
      rollupOptions: { external: [/^node:/, ...peers] },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  const first = outputs.find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
  if (first?.type !== 'chunk') throw new Error(`${entry}: nothing was built`);
  return gzipSync(first.code).byteLength;
}

const IMPORTER = 'virtual:importer';

/** A module of a user that imports one name. */
function importer(entry: string, name: string): Plugin {
  return {
    name: 'importer',
    enforce: 'pre',
    // An entry is given as a path in the project's folder.
    resolveId: (id) => (id.endsWith(IMPORTER) ? IMPORTER : undefined),
    load: (id) => (id === IMPORTER ? `export { ${name} } from ${JSON.stringify(entry)};` : undefined),
  };
}

/** A package's entries as built files, by import specifier. */
export async function builtEntries(folder: string): Promise<ReadonlyMap<string, string>> {
  const { name, exports } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, { readonly default?: string } | string>>;
  };
  const files = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' || target.default === undefined
      ? []
      : [[name + entry.slice(1), `${folder}/${target.default}`] as const],
  );
  return new Map(files);
}
