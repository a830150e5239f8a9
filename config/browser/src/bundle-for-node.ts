import { build } from 'vite';
import { aliases } from '../../aliases.ts';

/** Packages with native parts or registries of their own, which a bundle must share with the rest of the process. */
const OUTSIDE = [/^@tensorflow\//, /^onnxruntime-/, 'webgpu'];

/** Bundles a TypeScript module as `entry.mjs` in `folder`, to be run by Node in a process of its own. */
export async function bundleForNode(entry: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    resolve: { alias: [...aliases] },
    ssr: { noExternal: true, external: [] },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: { external: OUTSIDE, output: { entryFileNames: 'entry.mjs' } },
    },
  });
}
