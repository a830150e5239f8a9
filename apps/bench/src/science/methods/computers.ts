import { type BackendV1, backendFromExecutor } from '@chainzrule/core';
import { createReferenceBackend, ReferenceExecutor } from '@chainzrule/core/reference';
import { regularizedBackend } from '../baselines/regularized-backend.ts';
import type { Regularizer } from '../baselines/regularizer.ts';

/** Backends that the science runs on. */
export type ComputerName = 'reference' | 'onnx-node';

/** A backend and its twin that trains under a regularizer. */
export interface ScienceBackend {
  readonly plain: BackendV1;
  regularized(regularizer: Regularizer, seed: number): BackendV1;
}

const made = new Map<ComputerName, Promise<ScienceBackend>>();

/** A backend by name, made once per thread. */
export function scienceBackend(name: ComputerName): Promise<ScienceBackend> {
  let backend = made.get(name);
  if (backend === undefined) {
    backend = name === 'reference' ? referenceBackend() : onnxBackend();
    made.set(name, backend);
  }
  return backend;
}

async function referenceBackend(): Promise<ScienceBackend> {
  const plain = createReferenceBackend();
  const computer = { description: plain, executor: new ReferenceExecutor() };
  return { plain, regularized: (regularizer, seed) => regularizedBackend(computer, regularizer, seed) };
}

async function onnxBackend(): Promise<ScienceBackend> {
  const { createOnnxExecutor } = await import('@chainzrule/onnx');
  const computer = await createOnnxExecutor({ runtime: 'node' });
  return {
    plain: backendFromExecutor(computer.description, computer.executor),
    regularized: (regularizer, seed) => regularizedBackend(computer, regularizer, seed),
  };
}
