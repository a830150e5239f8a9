// Runs in a browser page; bundled by `config/browser`.

import { type AgreementReport, type ConformanceReport, compareBackends, runConformance } from '@chainzrule/conformance';
import { type BackendV1, type GoldenVector, parseVector } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { createOnnxBackend } from '@chainzrule/onnx';
import { createTfjsBackend } from '@chainzrule/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as ort from 'onnxruntime-web';
import type { JudgeOptions } from '../judge/judge-options.ts';
import { type CurveRequest, type TrainingCurve, trainingCurve } from './training-curve.ts';

const builders: Readonly<Record<string, () => Promise<BackendV1>>> = {
  reference: async () => createReferenceBackend(),
  'onnx-web': () => createOnnxBackend({ runtime: 'web' }),
  'onnx-web-webgpu': () => createOnnxBackend({ runtime: 'web', device: 'webgpu' }),
  'tfjs-cpu': () => createTfjsBackend({ device: 'cpu' }),
  'tfjs-wasm': () => createTfjsBackend({ device: 'wasm' }),
  'tfjs-webgl': () => createTfjsBackend({ device: 'webgl' }),
  'tfjs-webgpu': () => createTfjsBackend({ device: 'webgpu' }),
};

const made = new Map<string, Promise<BackendV1>>();

function backendOf(name: string): Promise<BackendV1> {
  setWasmPaths('/tfjs-wasm/');
  ort.env.wasm.wasmPaths = '/ort-wasm/';
  let backend = made.get(name);
  if (backend === undefined) {
    backend = builders[name]!();
    made.set(name, backend);
  }
  return backend;
}

/** Names of the backends that this page can make, and why the others cannot be. */
export async function available(names: readonly string[]): Promise<Record<string, string>> {
  const reasons: Record<string, string> = {};
  for (const name of names) {
    await backendOf(name).catch((error: Error) => {
      reasons[name] = error.message;
    });
  }
  return reasons;
}

/** Every pair of the named backends on the same cases. */
export async function compare(
  names: readonly string[],
  vectors: readonly string[],
  cases: number,
): Promise<AgreementReport> {
  const parsed: GoldenVector[] = vectors.map((text) => parseVector(text));
  return await compareBackends(await Promise.all(names.map(backendOf)), { vectors: parsed, cases });
}

/** A whole training on a backend. */
export async function curve(name: string, request: CurveRequest): Promise<TrainingCurve> {
  return await trainingCurve(await backendOf(name), request);
}

/** A backend judged by the conformance kit; the console hears how far it is. */
export async function judge(name: string, { vectors, ...options }: JudgeOptions): Promise<ConformanceReport> {
  return await runConformance(await backendOf(name), {
    ...options,
    vectors: vectors.map((text) => parseVector(text)),
    onProgress: ({ tier, done, total, failed }) => console.info(`T${tier} ${done}/${total}, ${failed} failed`),
  });
}
