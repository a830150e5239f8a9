import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { aliases } from './config/aliases.ts';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const project = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root: source(root), include: ['test/**/*.test.ts'] },
});

export default defineConfig({
  resolve: { alias: [...aliases] },
  test: {
    testTimeout: 60_000,
    // A file for every processor: Vitest would leave one idle, which is half of a small machine.
    maxWorkers: '100%',
    onConsoleLog: () => {
      throw new Error('a library must not write to the console');
    },
    projects: [
      ...['core', 'conformance', 'jobs', 'onnx', 'tfjs', 'transformers', 'cli', 'create-backend'].map((name) =>
        project(name, `packages/${name}`),
      ),
      ...['bench', 'demo'].map((name) => project(name, `apps/${name}`)),
      project('browser', 'config/browser'),
      project('docs', 'docs'),
      project('release', 'config/release'),
    ],
  },
});
