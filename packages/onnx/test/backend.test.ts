import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BackendV1, initialParameters, type NetworkSpec, Rng } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { aliases } from '../../../config/aliases.ts';
import { expectClose } from '../../core/test/support/closeness.ts';
import { planOf } from '../../core/test/support/plans.ts';
import { createOnnxBackend, type OnnxBackendOptions, type RuntimeName } from '../src/index.ts';

const OPTIMIZER = { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 } as const;
const network: NetworkSpec = {
  format: 'chainzrule/network@1',
  inputs: 3,
  layers: [{ units: 5, activation: { type: 'cubic', coefficients: 'perUnit' } }],
  head: { type: 'binary' },
  dreg: { penalty: 'local', reduction: 'sum' },
};
const parameters = initialParameters(network, Rng.fromSeed(3));
const ROWS = 11;
const batch = {
  x: { data: Float64Array.from({ length: ROWS * 3 }, (_, i) => Math.sin(i)), rows: ROWS, cols: 3 },
  y: Float64Array.from({ length: ROWS }, (_, i) => i % 2),
  weights: Float64Array.from({ length: ROWS }, (_, i) => 1 + (i % 3)),
};
/** Eleven rows in batches of four: the last has three. */
const plan = {
  ...planOf(
    OPTIMIZER,
    [0, 1, 2].map((step) => ({ rows: [0, 1, 2, 3].map((row) => 4 * step + row), lambda: 0.1 * step })),
    0.01,
  ),
  rows: Int32Array.from({ length: ROWS }, (_, row) => (row * 4) % ROWS),
};

async function trained(backend: BackendV1): Promise<{ readonly losses: Float64Array; readonly kernel: Float64Array }> {
  await using program = await backend.compile(network, parameters, OPTIMIZER);
  await using data = await program.load(batch);
  const { loss } = await program.trainSteps(data, plan);
  const { parameters: after } = await program.snapshot();
  return { losses: loss, kernel: after['layers.0.kernel']!.data as Float64Array };
}

describe.each<RuntimeName>(['node', 'web'])('the backend on onnxruntime-%s', (runtime) => {
  it('trains on a last batch that is short as the reference does, with row weights', async () => {
    await using backend = await createOnnxBackend({ runtime });
    const [found, expected] = [await trained(backend), await trained(createReferenceBackend())];
    expect(found.losses.length).toBe(3);
    expectClose(found.losses, expected.losses, 'losses', 1e-5);
    expectClose(found.kernel, expected.kernel, 'kernel', 1e-5);
  });

  it('gives the same bytes again', async () => {
    await using backend = await createOnnxBackend({ runtime });
    expect(await trained(backend)).toEqual(await trained(backend));
  });

  it('runs programs of two backends at once', async () => {
    await using one = await createOnnxBackend({ runtime });
    await using other = await createOnnxBackend({ runtime });
    const [a, b] = await Promise.all([trained(one), trained(other)]);
    expect(a).toEqual(b);
  });

  it('names execution provider, runtime, version, format, threads and place', async () => {
    await using backend = await createOnnxBackend({ runtime });
    expect(backend.name).toBe(`onnx-${runtime}`);
    const provider = runtime === 'node' ? 'cpu' : 'wasm';
    expect(backend.device).toMatch(
      new RegExp(`^${provider}, onnxruntime-${runtime} 1\\.\\d+\\.\\d+, float32, 1 thread, \\w+ \\w+$`),
    );
  });

  it('says after its disposal that it was disposed', async () => {
    const backend = await createOnnxBackend({ runtime });
    await using program = await backend.compile(network, parameters);
    await backend[Symbol.asyncDispose]();
    await expect(program.forward(batch.x)).rejects.toThrow(expect.objectContaining({ code: 'DISPOSED' }));
  });
});

describe('what cannot be made', () => {
  it.each<[string, unknown, string, string]>([
    ['another runtime', { runtime: 'python' }, 'INVALID_ARGUMENT', '"node" or "web"'],
    ['no options', undefined, 'INVALID_ARGUMENT', '"node" or "web"'],
    ['no threads', { runtime: 'node', threads: 0 }, 'INVALID_ARGUMENT', 'threads is 0'],
    ['a provider that is not there', { runtime: 'node', device: 'tensorrt-x' }, 'UNSUPPORTED', 'it has cpu'],
    ['WebGPU where there is no GPU', { runtime: 'web', device: 'webgpu' }, 'UNSUPPORTED', 'it has wasm'],
  ])('%s', async (_, options, code, text) => {
    await expect(createOnnxBackend(options as OnnxBackendOptions)).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) }),
    );
  });

  it('where the runtime is not installed names the line that installs it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chainzrule-onnx-'));
    try {
      // The package with everything but the runtimes, in a folder where nothing else is installed.
      await build({
        configFile: false,
        logLevel: 'error',
        resolve: { alias: [...aliases] },
        ssr: { noExternal: true, external: ['onnxruntime-node', 'onnxruntime-web'] },
        build: {
          ssr: fileURLToPath(new URL('../src/index.ts', import.meta.url)),
          outDir: folder,
          minify: false,
          rollupOptions: { output: { entryFileNames: 'index.mjs' } },
        },
      });
      writeFileSync(
        join(folder, 'main.mjs'),
        `import { createOnnxBackend } from './index.mjs';
for (const runtime of ['node', 'web']) {
  const error = await createOnnxBackend({ runtime }).catch((reason) => reason);
  process.stdout.write(JSON.stringify([error.code, error.message, error.details.install]) + '\\n');
}`,
      );
      const { stdout, stderr } = spawnSync(process.execPath, ['main.mjs'], { cwd: folder, encoding: 'utf8' });
      expect(stderr).toBe('');
      const lines = stdout.trim().split('\n');
      expect(lines).toHaveLength(2);
      for (const [index, name] of ['onnxruntime-node', 'onnxruntime-web'].entries()) {
        const [code, message, install] = JSON.parse(lines[index]!) as [string, string, string];
        expect([code, install]).toEqual(['MISSING_DEPENDENCY', `npm install ${name}`]);
        expect(message).toContain(`npm install ${name}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
