import { defineConfig } from 'vite';
import { CONTENT_SECURITY_POLICY } from './build/content-security-policy.ts';
import { offline } from './build/offline.ts';
import { strictPage } from './build/strict-page.ts';

/** What the adapters load under Node only; the page never asks for it. */
const external = ['onnxruntime-node', 'webgpu'];

export default defineConfig({
  // Any folder of any static host.
  base: './',
  plugins: [strictPage(), offline()],
  resolve: {
    // csv-parse's own build for browsers, without Node's streams.
    alias: [{ find: /^csv-parse$/, replacement: 'csv-parse/browser/esm' }],
  },
  worker: { format: 'es', rolldownOptions: { external } },
  build: {
    rolldownOptions: { external },
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  preview: { headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY } },
});
