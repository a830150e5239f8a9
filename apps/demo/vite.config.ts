import { defineConfig } from 'vite';
import { CONTENT_SECURITY_POLICY } from './build/content-security-policy.ts';
import { offline } from './build/offline.ts';
import { strictPage } from './build/strict-page.ts';

/** What the adapters load under Node only; the page never asks for it. */
const external = ['onnxruntime-node', 'webgpu'];

/** Chunks of the worker are called after the package they hold, so that a listing says what a backend costs. */
const chunkFileNames = ({ name, moduleIds }: { name: string; moduleIds: string[] }): string => {
  const owner = /(?:.*node_modules|packages)\/((?:@[^/]+\/)?[^/]+)/.exec(moduleIds.at(-1) ?? '')?.[1];
  return `assets/${(owner ?? name).replace('@', '').replace('/', '-')}-[hash].js`;
};

export default defineConfig({
  // Any folder of any static host.
  base: './',
  plugins: [strictPage(), offline()],
  resolve: {
    // csv-parse's own build for browsers, without Node's streams.
    alias: [{ find: /^csv-parse$/, replacement: 'csv-parse/browser/esm' }],
  },
  worker: { format: 'es', rolldownOptions: { external, output: { chunkFileNames } } },
  build: {
    rolldownOptions: { external },
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  preview: { headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY } },
});
