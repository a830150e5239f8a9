import { describe, expect, it } from 'vitest';
import { FLOAT64 } from '../../src/contract/arithmetic.ts';
import type { TensorOpsV1 } from '../../src/contract/tensor-ops.ts';
import { backendFromExecutor } from '../../src/program/backend-from-executor.ts';
import type { ExecutorV1 } from '../../src/program/executor.ts';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { ReferenceExecutor, type ReferenceTensor } from '../../src/reference/reference-executor.ts';
import type { GoldenVector } from '../../src/spec/vector.ts';
import type { TensorFunction } from '../../src/trace/trace.ts';
import { expectClose } from '../support/closeness.ts';
import { planOf } from '../support/plans.ts';
import { type Deletion, watched } from '../support/term-deletion.ts';
import { vectors } from '../support/vectors.ts';

function mutatedBackend(deletion: Deletion | undefined, seen: Set<string>) {
  const inner = new ReferenceExecutor();
  const mutate = (fn: TensorFunction): TensorFunction =>
    function mutated<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]) {
      return fn(watched(ops, deletion, seen), inputs);
    };
  const executor: ExecutorV1<ReferenceTensor> = {
    upload: (values, shape) => inner.upload(values, shape),
    download: (tensors) => inner.download(tensors),
    dispose: () => {},
    run: (key, fn, inputs) => inner.run(key, mutate(fn), inputs),
    scan: (key, scan) => inner.scan(key, { ...scan, step: mutate(scan.step) }),
  };
  const capabilities = { browser: true, fusedSteps: true, deterministic: true };
  return backendFromExecutor({ name: 'mutant', device: 'cpu', arithmetic: FLOAT64, capabilities }, executor);
}

/** Throws where the backend's results differ from the vector. */
async function check(vector: GoldenVector, deletion: Deletion | undefined, seen: Set<string>): Promise<void> {
  const { network, parameters, batch, lambda, expected, training } = vector;
  await using program = await mutatedBackend(deletion, seen).compile(network, parameters, training?.optimizer);
  expectClose((await program.forward(batch.x)).data, expected.logits.data, 'logits');
  const result = await program.evaluate(batch, lambda);
  expectClose(
    [result.loss, result.task, result.penalty],
    [expected.loss, expected.task, expected.penalty],
    'objective',
  );
  for (const [name, { data }] of Object.entries(expected.gradients))
    expectClose(result.gradients[name]!.data, data, name);
  const norms = await program.derivativeNorms(batch.x);
  expectClose(norms.layer, expected.layerNorms, 'layerNorms');
  expectClose(norms.input, expected.inputNorms, 'inputNorms');
  if (training === undefined) return;
  await using data = await program.load(batch);
  await program.trainSteps(data, planOf(training.optimizer, training.steps, training.learningRate));
  const after = await program.snapshot();
  for (const [name, { data: values }] of Object.entries(training.expectedParameters))
    expectClose(after.parameters[name]!.data, values, name);
}

async function survives(vector: GoldenVector, deletion: Deletion): Promise<boolean> {
  try {
    await check(vector, deletion, new Set());
    return true;
  } catch {
    return false;
  }
}

/** Logits near ±800, where a softmax without its shift overflows: the whole step on such a case is its own expectation. */
async function overflowingCase(): Promise<GoldenVector> {
  const base = vectors.find(({ network }) => network.head.type === 'categorical')!;
  const bias = base.parameters['head.bias']!;
  const parameters = {
    ...base.parameters,
    'head.bias': { ...bias, data: bias.data.map((_, index) => (index === 0 ? 800 : -800)) },
  };
  await using program = await createReferenceBackend().compile(base.network, parameters);
  const { loss, task, penalty, gradients } = await program.evaluate(base.batch, base.lambda);
  expect(Number.isFinite(loss)).toBe(true);
  const logits = await program.forward(base.batch.x);
  const { training: _, ...rest } = base;
  return { ...rest, parameters, expected: { ...base.expected, logits, loss, task, penalty, gradients } };
}

describe('every term of the step is needed', () => {
  it('leaving any one out breaks some golden vector', async () => {
    const vectorsAt = new Map<string, GoldenVector[]>();
    for (const vector of [...vectors, await overflowingCase()]) {
      const seen = new Set<string>();
      await check(vector, undefined, seen);
      for (const place of seen) vectorsAt.set(place, [...(vectorsAt.get(place) ?? []), vector]);
    }
    expect(vectorsAt.size).toBeGreaterThan(50);
    expect(vectorsAt.has('outside the step')).toBe(false);

    const survivors: string[] = [];
    for (const [place, users] of vectorsAt) {
      for (const dropped of ['first', 'second'] as const) {
        let caught = false;
        for (const vector of users) if (!caught) caught = !(await survives(vector, { place, dropped }));
        if (!caught) survivors.push(`${place} without its ${dropped} term`);
      }
    }
    expect(survivors).toEqual([]);
  });
});
