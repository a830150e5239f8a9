import { describe, expect, it } from 'vitest';
import { expectClose } from '../../core/test/support/closeness.ts';
import { planOf } from '../../core/test/support/plans.ts';
import { createOnnxBackend, type RuntimeName } from '../src/index.ts';
import { vectors } from './support/vectors.ts';

/** Float32 against float64: a share of each tensor's largest element. */
const RELATIVE = 1e-4;

/** Norms below this have squares in float32's range. */
const SQUARE_FITS = 1e19;

describe.each<RuntimeName>(['node', 'web'])('onnx-%s against the golden vectors', async (runtime) => {
  const backend = await createOnnxBackend({ runtime });

  it('has all 64 of them', () => expect(vectors.length).toBe(64));

  it.each(vectors)('$name: logits, objective, gradients, norms', async (vector) => {
    const { network, parameters, batch, lambda, expected } = vector;
    await using program = await backend.compile(network, parameters);
    const logits = await program.forward(batch.x);
    expectClose(logits.data, expected.logits.data, 'logits', RELATIVE);

    const result = await program.evaluate(batch, lambda);
    for (const name of ['task', 'penalty', 'loss'] as const)
      expectClose([result[name]], [expected[name]], name, RELATIVE);
    expectClose(result.penaltyPerLayer, expected.penaltyPerLayer, 'penaltyPerLayer', RELATIVE);
    expect(Object.keys(result.gradients)).toEqual(Object.keys(parameters));
    for (const [name, { data }] of Object.entries(expected.gradients))
      expectClose(result.gradients[name]!.data, data, name, RELATIVE);

    const norms = await program.derivativeNorms(batch.x);
    expectClose(norms.layer, expected.layerNorms, 'layerNorms', RELATIVE);
    expectClose(norms.input, expected.inputNorms, 'inputNorms', RELATIVE);
  });

  it.each(vectors)('$name: optimiser steps', async ({ network, parameters, batch, training }) => {
    const { optimizer, learningRate, steps, expectedParameters } = training!;
    await using program = await backend.compile(network, parameters, optimizer);
    await using data = await program.load(batch);
    const records = await program.trainSteps(data, planOf(optimizer, steps, learningRate));
    const losses = steps.map(({ loss }) => loss);
    const norms = steps.map(({ gradientNorm }) => gradientNorm);
    // Two of the trainings blow up; their numbers leave float32 before they leave float64.
    const inside = norms.filter((norm) => norm < SQUARE_FITS).length;
    expectClose(records.loss.subarray(0, inside), losses.slice(0, inside), 'loss', RELATIVE);
    expectClose(records.gradientNorm.subarray(0, inside), norms.slice(0, inside), 'gradientNorm', RELATIVE);
    if (inside < steps.length) {
      expect(records.gradientNorm.subarray(inside).some(Number.isFinite)).toBe(false);
      return;
    }
    const after = await program.snapshot();
    for (const [name, { data: values }] of Object.entries(expectedParameters))
      expectClose(after.parameters[name]!.data, values, name, RELATIVE);
  });
});
