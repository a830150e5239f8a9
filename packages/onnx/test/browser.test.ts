import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserPage, chromiumIsThere, openBrowserPage } from '@chainzrule/browser';
import { classProbabilities } from '@chainzrule/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../core/test/support/closeness.ts';
import type { PageReport } from './browser/entry.ts';
import { vectors } from './support/vectors.ts';

const entry = fileURLToPath(new URL('browser/entry.ts', import.meta.url));
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const folder = new URL('../../conformance/vectors/', import.meta.url);

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

/** Vectors, generated cases and highest tier by device: WebGPU is computed in software, slowly, where there is no GPU. */
const COUNTS = {
  wasm: { vectors: 64, cases: number('CONFORMANCE_CASES', 20), tier: 8 },
  webgpu: { vectors: number('WEBGPU_VECTORS', 3), cases: number('WEBGPU_CASES', 1), tier: number('WEBGPU_TIER', 5) },
} as const;

describe.skipIf(!chromiumIsThere())('in Chromium', () => {
  let page: BrowserPage;
  beforeAll(async () => {
    page = await openBrowserPage({ entry, mounts: [{ path: '/onnxruntime/', folder: runtime }], webgpu: true });
  }, 120_000);
  afterAll(() => page?.[Symbol.asyncDispose]());

  describe.each(['wasm', 'webgpu'] as const)('on %s', (device) => {
    const { vectors: count, cases, tier } = COUNTS[device];

    it(`passes tiers 0 to ${tier} of the conformance kit on ${count} vectors and ${cases} generated cases`, async () => {
      const texts = readdirSync(folder)
        .sort()
        .slice(0, count)
        .map((file) => readFileSync(new URL(file, folder), 'utf8'));
      const report = await page.call<PageReport>('judge', device, texts, cases, tier);
      expect(report.ok, report.text).toBe(true);
      expect(report.backend).toBe(device === 'wasm' ? 'onnx-web' : 'onnx-web-webgpu');
      expect(report.device).toContain(`${device}, onnxruntime-web`);
      expect(report.device).toContain('Chrom');
    }, 900_000);

    it('runs an exported file', async () => {
      const { network, parameters, batch, expected } = vectors.find(({ network: { head } }) => head.type === 'binary')!;
      const tensors = Object.entries(parameters).map(([name, { shape, data }]) => [name, shape, [...data]]);
      const found = await page.call<number[]>('predict', network, tensors, device, [...batch.x.data]);
      expectClose(found, classProbabilities({ type: 'binary' }, expected.logits).data, 'probabilities', 1e-4);
    });
  });

  it('names the devices there are where one is asked for that is not', async () => {
    expect(await page.call('refusal', 'webnn')).toEqual(['UNSUPPORTED', expect.stringContaining('wasm, webgpu')]);
  });
});
