import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeBackendName } from './backends.ts';

/** A backend in a process of its own: import, compile, one training step. */
export interface FreshStart {
  /** From the start of the process to the end of the first step. */
  readonly firstStepMs: number;
  readonly peakMiB: number;
}

const IMPORTS: Readonly<Record<NodeBackendName, string>> = {
  reference:
    "const { createReferenceBackend } = await import('@chainzrule/core/reference'); const backend = createReferenceBackend();",
  'onnx-node':
    "const { createOnnxBackend } = await import('@chainzrule/onnx'); const backend = await createOnnxBackend({ runtime: 'node' });",
  'onnx-web':
    "const { createOnnxBackend } = await import('@chainzrule/onnx'); const backend = await createOnnxBackend({ runtime: 'web' });",
  'tfjs-cpu':
    "const { createTfjsBackend } = await import('@chainzrule/tfjs'); const backend = await createTfjsBackend({ device: 'cpu' });",
  'tfjs-wasm':
    "const { createTfjsBackend } = await import('@chainzrule/tfjs'); const backend = await createTfjsBackend({ device: 'wasm' });",
};

const STEP = `
const { initialParameters, Rng } = await import('@chainzrule/core');
const layers = [64, 64].map((units) => ({ units, activation: { type: 'cubic', coefficients: 'perUnit' } }));
const network = { format: 'chainzrule/network@1', inputs: 8, layers, head: { type: 'binary' }, dreg: { penalty: 'local', reduction: 'sum' } };
const program = await backend.compile(network, initialParameters(network, Rng.fromSeed(1)));
const x = { data: new Float64Array(256).map((_, i) => Math.sin(i)), rows: 32, cols: 8 };
const data = await program.load({ x, y: new Float64Array(32).map((_, i) => i % 2) });
const one = (value) => Float64Array.of(value);
const factors = { lambda: one(0.1), learningRate: one(1e-3), oneMinusBeta1: one(0.1), oneMinusBeta2: one(0.001), correction1: one(0.1), correction2: one(0.001) };
await program.trainSteps(data, { rows: new Int32Array(32).map((_, i) => i), batchSize: 32, factors });
process.stdout.write(JSON.stringify({ firstStepMs: performance.now(), peakMiB: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);`;

/** Starts a backend in a fresh process. @throws Error with what the process said. */
export function freshStart(backend: NodeBackendName): FreshStart {
  const cwd = dirname(fileURLToPath(import.meta.url));
  const args = ['--input-type=module', '--eval', IMPORTS[backend] + STEP];
  const done = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${backend} in a process of its own: ${done.stderr.slice(-400)}`);
  return JSON.parse(done.stdout) as FreshStart;
}
