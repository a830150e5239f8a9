import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '@chainzrule/browser';
import { afterAll, describe, expect, it } from 'vitest';
import type { DeviceReport } from './elsewhere/judge-device.ts';
import { deviceTask, taskText } from './support/device-tasks.ts';
import { vulkanEnvironment } from './support/vulkan.ts';

/** Inside the package, so that what is not bundled resolves. */
const folder = mkdtempSync(fileURLToPath(new URL('../node_modules/.node-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const environment = vulkanEnvironment();
const task = deviceTask('webgpu', 'node');

describe.skipIf(environment === undefined)('WebGPU in Node', () => {
  it(`passes ${taskText(task)} and leaves no tensor`, async () => {
    await bundleForNode(fileURLToPath(new URL('elsewhere/node-entry.ts', import.meta.url)), folder);
    const [given, report] = [join(folder, 'task.json'), join(folder, 'report.json')];
    writeFileSync(given, JSON.stringify(task));
    const run = spawnSync(process.execPath, [join(folder, 'entry.mjs'), given, report], {
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    });
    expect(existsSync(report), run.stderr).toBe(true);
    const { name, ok, text, leakedTensors } = JSON.parse(readFileSync(report, 'utf8')) as DeviceReport;
    expect(ok, text).toBe(true);
    expect({ name, leakedTensors }).toEqual({ name: 'tfjs-webgpu', leakedTensors: 0 });
  }, 3_600_000);
});
