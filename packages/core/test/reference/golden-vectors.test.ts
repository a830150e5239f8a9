import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/reference/index.ts';
import { expectClose } from '../support/closeness.ts';
import { planOf } from '../support/plans.ts';
import { vectors } from '../support/vectors.ts';

const backend = createReferenceBackend();

describe('the reference against the golden vectors', () => {
  it('has all 64 of them', () => expect(vectors.length).toBe(64));

  it.each(vectors)(
    '$name: logits, objective, gradients, norms',
    async ({ network, parameters, batch, lambda, expected }) => {
      await using program = await backend.compile(network, parameters);
      const logits = await program.forward(batch.x);
      expectClose(logits.data, expected.logits.data, 'logits');

      const result = await program.evaluate(batch, lambda);
      for (const name of ['task', 'penalty', 'loss'] as const) expectClose([result[name]], [expected[name]], name);
      expectClose(result.penaltyPerLayer, expected.penaltyPerLayer, 'penaltyPerLayer');
      expect(Object.keys(result.gradients)).toEqual(Object.keys(parameters));
      for (const [name, { data }] of Object.entries(expected.gradients))
        expectClose(result.gradients[name]!.data, data, name);

      const norms = await program.derivativeNorms(batch.x);
      expectClose(norms.layer, expected.layerNorms, 'layerNorms');
      expectClose(norms.input, expected.inputNorms, 'inputNorms');
    },
  );

  it.each(vectors)('$name: optimiser steps', async ({ network, parameters, batch, training }) => {
    const { optimizer, learningRate, steps, expectedParameters } = training!;
    await using program = await backend.compile(network, parameters, optimizer);
    await using data = await program.load(batch);
    const records = await program.trainSteps(data, planOf(optimizer, steps, learningRate));
    expectClose(
      records.loss,
      steps.map(({ loss }) => loss),
      'loss',
    );
    expectClose(
      records.gradientNorm,
      steps.map(({ gradientNorm }) => gradientNorm),
      'gradientNorm',
    );
    const after = await program.snapshot();
    for (const [name, { data: values }] of Object.entries(expectedParameters))
      expectClose(after.parameters[name]!.data, values, name);
  });
});
