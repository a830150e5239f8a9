import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '@chainzrule/browser';
import { afterAll, describe, expect, it } from 'vitest';
import type { DeviceReport } from './elsewhere/check-device.ts';
import { type DispatchCounts, expectFewDispatches } from './support/dispatches.ts';
import { gpuVectorTexts } from './support/vectors.ts';
import { vulkanEnvironment } from './support/vulkan.ts';

/** Inside the package, so that what is not bundled resolves. */
const folder = mkdtempSync(fileURLToPath(new URL('../node_modules/.node-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const environment = vulkanEnvironment();

describe.skipIf(environment === undefined)('WebGPU in Node', () => {
  it('passes the golden vectors, leaves no tensor and takes few dispatches', async () => {
    await bundleForNode(fileURLToPath(new URL('elsewhere/node-entry.ts', import.meta.url)), folder);
    const report = join(folder, 'report.json');
    const vectors = join(folder, 'vectors.json');
    writeFileSync(vectors, JSON.stringify(gpuVectorTexts));
    const run = spawnSync(process.execPath, [join(folder, 'entry.mjs'), 'webgpu', report, vectors], {
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    });
    expect(existsSync(report), run.stderr).toBe(true);
    const found = JSON.parse(readFileSync(report, 'utf8')) as DeviceReport & { dispatches: DispatchCounts };
    expect(found).toMatchObject({ name: 'tfjs-webgpu', failures: [], leaked: 0 });
    expectFewDispatches(found.dispatches);
  }, 900_000);
});
