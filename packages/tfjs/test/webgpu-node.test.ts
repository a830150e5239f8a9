import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '@chainzrule/browser';
import { afterAll, describe, expect, it } from 'vitest';
import type { DeviceReport } from './elsewhere/check-device.ts';
import { vulkanEnvironment } from './support/vulkan.ts';

const vectors = fileURLToPath(new URL('../../conformance/vectors/', import.meta.url));
/** Inside the package, so that what is not bundled resolves. */
const folder = mkdtempSync(fileURLToPath(new URL('./.node-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const environment = vulkanEnvironment();

describe.skipIf(environment === undefined)('WebGPU in Node', () => {
  it('passes the golden vectors and leaves no tensor', async () => {
    await bundleForNode(fileURLToPath(new URL('elsewhere/node-entry.ts', import.meta.url)), folder);
    const report = join(folder, 'report.json');
    const files = readdirSync(vectors).map((file) => join(vectors, file));
    const run = spawnSync(process.execPath, [join(folder, 'entry.mjs'), 'webgpu', report, ...files], {
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    });
    expect(run.status, run.stderr).toBe(0);
    const found = JSON.parse(readFileSync(report, 'utf8')) as DeviceReport;
    expect(found).toMatchObject({ name: 'tfjs-webgpu', failures: [], leaked: 0 });
  }, 300_000);
});
