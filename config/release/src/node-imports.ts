import { relative } from 'node:path';
import { build } from 'vite';
import { peers } from './bundle-size.ts';
import { root } from './packages.ts';

/** Modules of Node that a bundle of an entry for browsers would ask for, each with the file that does; dynamic imports count. */
export async function nodeImports(entry: string): Promise<string[]> {
  const found = new Set<string>();
  await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'node-imports',
        enforce: 'pre',
        resolveId(source, importer) {
          if (!source.startsWith('node:')) return null;
          found.add(`${source} in ${relative(root, importer ?? entry)}`);
          return { id: source, external: true };
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: 'entry' },
      rollupOptions: { external: [...peers] },
    },
  });
  return [...found].sort();
}
