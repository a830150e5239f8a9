import { runConformance, type Tier, textReport } from '@chainzrule/conformance';
import { type ModelFile, parseVector } from '@chainzrule/core';
import * as ort from 'onnxruntime-web';
import { createOnnxBackend, exportOnnx } from '../../src/index.ts';

// The runtime's own files, served beside the page.
ort.env.wasm.wasmPaths = '/onnxruntime/';

/** What a page found out about a backend. */
export interface PageReport {
  readonly ok: boolean;
  readonly backend: string;
  readonly device: string;
  readonly text: string;
}

/** Judges a backend in this page; `vectors` are the texts of golden vectors. */
export async function judge(
  device: string,
  vectors: readonly string[],
  cases: number,
  tier: Tier,
): Promise<PageReport> {
  const backend = await createOnnxBackend({ runtime: 'web', device });
  const report = await runConformance(backend, {
    vectors: vectors.map((text, index) => parseVector(text, `vector ${index}`)),
    cases,
    tier,
    // A software GPU computes on the processor.
    multiplyAdds: device === 'webgpu' ? 2e6 : 2e7,
  });
  return { ok: report.ok, backend: report.backend, device: report.device, text: textReport(report) };
}

/** The code and message of the error that making a backend gives. */
export async function refusal(device: string): Promise<readonly [code: string, message: string]> {
  try {
    await createOnnxBackend({ runtime: 'web', device });
    return ['', 'no error'];
  } catch (error) {
    return [(error as { code: string }).code, (error as Error).message];
  }
}

/** Probabilities that an exported model gives on numeric rows, in this page. */
export async function predict(
  network: ModelFile['network'],
  tensors: readonly (readonly [name: string, shape: readonly number[], data: readonly number[]])[],
  device: string,
  x: readonly number[],
): Promise<number[]> {
  const parameters = Object.fromEntries(
    tensors.map(([name, shape, data]) => [name, { shape, data: Float64Array.from(data) }]),
  );
  const bytes = exportOnnx({ network, parameters, preparation: null });
  const session = await ort.InferenceSession.create(bytes, { executionProviders: [device] });
  const input = new ort.Tensor('float32', Float32Array.from(x), [x.length / network.inputs, network.inputs]);
  const { probabilities } = await session.run({ x: input });
  const values = Array.from((await probabilities!.getData()) as Float32Array);
  await session.release();
  return values;
}
