import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Workspace packages resolve to their sources, so tests need no build; tests of built artefacts import `dist` on purpose. */
const alias = [
  { find: /^@chainzrule\/core\/reference$/, replacement: source('packages/core/src/reference/index.ts') },
  { find: /^@chainzrule\/core\/csv$/, replacement: source('packages/core/src/csv/index.ts') },
  { find: /^@chainzrule\/core\/node$/, replacement: source('packages/core/src/node/index.ts') },
  { find: /^@chainzrule\/core$/, replacement: source('packages/core/src/index.ts') },
  { find: /^@chainzrule\/(conformance|onnx|tfjs)$/, replacement: source('packages/$1/src/index.ts') },
  { find: /^@chainzrule\/conformance\/vitest$/, replacement: source('packages/conformance/src/vitest.ts') },
];

const project = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root: source(root), include: ['test/**/*.test.ts'] },
});

export default defineConfig({
  resolve: { alias },
  test: {
    testTimeout: 60_000,
    onConsoleLog: () => {
      throw new Error('a library must not write to the console');
    },
    projects: ['core', 'conformance', 'onnx', 'tfjs', 'cli'].map((name) => project(name, `packages/${name}`)),
  },
});
