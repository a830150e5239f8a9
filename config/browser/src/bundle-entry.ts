import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { aliases } from '../../aliases.ts';

/** Bundles a TypeScript module for the browser into `folder`, with a page that puts its exports on `globalThis.entry`. */
export async function bundleEntry(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(entry, '..'),
    base: './',
    resolve: { alias: [...aliases] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: () => 'entry.js' },
    },
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), page);
}

const page = `<!doctype html>
<meta charset="utf-8"><title>test page</title>
<script type="module">
import * as entry from './entry.js';
globalThis.entry = entry;
</script>
`;
