import type { BackendV1, GoldenVector } from '@chainzrule/core';
import { planOf } from '../../../core/test/support/plans.ts';

/** Float32 against float64: a share of each tensor's largest element. */
const RELATIVE = 1e-4;

/** Norms below this have squares in float32's range. */
const SQUARE_FITS = 1e19;

/** What a backend computes otherwise than a golden vector says, one line each: logits, objective, gradients, norms, optimiser steps. */
export async function vectorFailures(backend: BackendV1, vector: GoldenVector): Promise<string[]> {
  const failures: string[] = [];
  const compare = (what: string, found: ArrayLike<number>, expected: ArrayLike<number>): void => {
    const failure = differenceOf(found, expected);
    if (failure !== undefined) failures.push(`${vector.name} ${what}: ${failure}`);
  };
  await checkObjective(backend, vector, compare);
  await checkTraining(backend, vector, compare);
  return failures;
}

type Compare = (what: string, found: ArrayLike<number>, expected: ArrayLike<number>) => void;

async function checkObjective(backend: BackendV1, vector: GoldenVector, compare: Compare): Promise<void> {
  const { network, parameters, batch, lambda, expected } = vector;
  await using program = await backend.compile(network, parameters);
  compare('logits', (await program.forward(batch.x)).data, expected.logits.data);
  const result = await program.evaluate(batch, lambda);
  for (const name of ['task', 'penalty', 'loss'] as const) compare(name, [result[name]], [expected[name]]);
  compare('penaltyPerLayer', result.penaltyPerLayer, expected.penaltyPerLayer);
  for (const name of Object.keys(parameters))
    compare(`gradient of ${name}`, result.gradients[name]!.data, expected.gradients[name]!.data);
  const norms = await program.derivativeNorms(batch.x);
  compare('layerNorms', norms.layer, expected.layerNorms);
  compare('inputNorms', norms.input, expected.inputNorms);
}

async function checkTraining(backend: BackendV1, vector: GoldenVector, compare: Compare): Promise<void> {
  const { network, parameters, batch, training } = vector;
  const { optimizer, learningRate, steps, expectedParameters } = training!;
  await using program = await backend.compile(network, parameters, optimizer);
  await using data = await program.load(batch);
  const records = await program.trainSteps(data, planOf(optimizer, steps, learningRate));
  const norms = steps.map(({ gradientNorm }) => gradientNorm);
  // Two of the trainings blow up; their numbers leave float32 before they leave float64.
  const inside = norms.filter((norm) => norm < SQUARE_FITS).length;
  const losses = steps.slice(0, inside).map(({ loss }) => loss);
  compare('losses of the steps', records.loss.subarray(0, inside), losses);
  compare('gradient norms of the steps', records.gradientNorm.subarray(0, inside), norms.slice(0, inside));
  if (inside < steps.length) return;
  const after = await program.snapshot();
  for (const [name, { data: values }] of Object.entries(expectedParameters))
    compare(`${name} after the steps`, after.parameters[name]!.data, values);
}

/** max|Δ| ≤ relative · max|expected|; non-finite values must be the same. */
function differenceOf(found: ArrayLike<number>, expected: ArrayLike<number>): string | undefined {
  if (found.length !== expected.length) return `${found.length} numbers, ${expected.length} expected`;
  const wanted = Array.from(expected);
  const scale = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  const worst = wanted.findIndex((value, index) => {
    if (Object.is(found[index], value)) return false;
    return !(Math.abs(found[index]! - value) <= RELATIVE * scale + 1e-30);
  });
  return worst < 0 ? undefined : `[${worst}] is ${found[worst]}, expected ${wanted[worst]}, scale ${scale}`;
}
