import { fileURLToPath } from 'node:url';

const source = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Workspace packages resolve to their sources, so tests and test pages need no build; tests of built artefacts import `dist` on purpose. */
export const aliases: { readonly find: RegExp; readonly replacement: string }[] = [
  { find: /^@chainzrule\/core\/(reference|step|csv|node)$/, replacement: source('packages/core/src/$1/index.ts') },
  {
    find: /^@chainzrule\/(core|conformance|jobs|onnx|tfjs|transformers)$/,
    replacement: source('packages/$1/src/index.ts'),
  },
  { find: /^@chainzrule\/(onnx|tfjs)\/bert$/, replacement: source('packages/$1/src/bert/index.ts') },
  { find: /^#disk$/, replacement: source('packages/transformers/src/disk/index.ts') },
  { find: /^@chainzrule\/conformance\/node$/, replacement: source('packages/conformance/src/node/index.ts') },
  { find: /^@chainzrule\/conformance\/vitest$/, replacement: source('packages/conformance/src/vitest.ts') },
];
