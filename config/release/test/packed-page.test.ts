import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromiumIsThere, openFolders } from '@chainzrule/browser';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { installInto } from '../src/consumer.ts';
import { packAll } from '../src/pack.ts';
import { root } from '../src/packages.ts';

/** A page of a stranger: what it installs and its programs, of which `main.ts` ends by setting the title. */
interface StrangersPage {
  readonly name: string;
  readonly installs: readonly string[];
  readonly others?: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, string>>;
}

const [worker, main] = [
  ...(await readFile(join(root, 'docs/guide/browser.md'), 'utf8')).matchAll(/```ts\n([\s\S]*?)```/g),
].map(([, code]) => code!);

/** Trains on the given backend and puts the accuracy into the title. */
const onBackend = (adapter: string, make: string): string => `
import { ChainzRuleClassifier } from '@chainzrule/core';
import * as adapter from '${adapter}';
const X = Array.from({ length: 100 }, (_, i) => [Math.cos(i), Math.sin(1.7 * i)]);
const y = X.map(([a, b]) => (a + b > 0 ? 'above' : 'below'));
const backend = await adapter.${make};
const model = new ChainzRuleClassifier({ layers: [8], seed: 1, backend });
await model.fit(X, y);
document.title = 'accuracy ' + (await model.score(X, y));
`;

/** A head on an encoder of the reader's own, so that no hub is asked. */
const onTexts = `
import { createTextClassifier } from '@chainzrule/transformers';
const encoder = {
  identity: { kind: 'letters', source: 'own' }, device: 'cpu', dimensions: 2, maxTokens: null,
  encode: async (texts) => ({
    vectors: Float32Array.from(texts.flatMap((text) => [text.split('o').length, text.split('a').length])),
    tokens: new Int32Array(texts.length).fill(1),
  }),
  [Symbol.asyncDispose]: async () => {},
};
const texts = Array.from({ length: 40 }, (_, i) => (i % 2 ? 'go on so' : 'a bad day') + i);
const labels = texts.map((_, i) => (i % 2 ? 'up' : 'down'));
const model = await createTextClassifier({ encoder, head: { layers: [4], seed: 1 } });
await model.fit(texts, labels);
document.title = 'accuracy ' + (await model.predict(texts)).filter((label, i) => label === labels[i]).length / 40;
`;

const pages: readonly StrangersPage[] = [
  {
    name: '@chainzrule/core, as the guide to the browser says',
    installs: ['@chainzrule/core'],
    programs: { 'worker.ts': worker!, 'main.ts': main! },
  },
  {
    name: '@chainzrule/tfjs',
    installs: ['@chainzrule/core', '@chainzrule/tfjs'],
    programs: { 'main.ts': onBackend('@chainzrule/tfjs', "createTfjsBackend({ device: 'cpu' })") },
  },
  {
    name: '@chainzrule/onnx',
    installs: ['@chainzrule/core', '@chainzrule/onnx'],
    others: { 'onnxruntime-web': '1.30.0' },
    programs: { 'main.ts': onBackend('@chainzrule/onnx', "createOnnxBackend({ runtime: 'web' })") },
  },
  {
    name: '@chainzrule/transformers',
    installs: ['@chainzrule/core', '@chainzrule/transformers'],
    programs: { 'main.ts': onTexts },
  },
];
const shown = process.env['PACKED'] === 'full' ? pages : pages.slice(0, 1);
let tarballs: ReadonlyMap<string, string>;

beforeAll(async () => {
  tarballs = await packAll();
}, 120_000);

describe.runIf(chromiumIsThere())('packed packages in a page that Vite built, in Chromium', () => {
  it.each(shown)(
    '$name',
    async ({ installs, others, programs }) => {
      const { folder } = await installInto('npm', tarballs, installs, others);
      await mkdir(join(folder, 'src'));
      for (const [file, code] of Object.entries(programs)) await writeFile(join(folder, 'src', file), code);
      await writeFile(join(folder, 'index.html'), '<!doctype html><script type="module" src="/src/main.ts"></script>');
      await build({ root: folder, configFile: false, logLevel: 'error' });
      await using open = await openFolders([{ path: '/', folder: join(folder, 'dist') }]);
      await open.page
        .waitForFunction(() => document.title.startsWith('accuracy'), undefined, { timeout: 120_000 })
        .catch((error: Error) => Promise.reject(open.explain('training', error)));
      expect(Number((await open.page.title()).replace('accuracy ', ''))).toBeGreaterThan(0.85);
    },
    400_000,
  );
});
