import type { GoldenVector, ProgramV1, StepPlanV1 } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { type Finding, numbers } from '../judge/finding.ts';
import { compare, type Verdict } from '../judge/verdict.ts';
import { factorsAt, planOf } from './step-plan.ts';

/** T0: the float64 reference, by which backends are judged, against a vector of an independent implementation. */
export async function checkVectorTruth(vector: GoldenVector): Promise<Finding> {
  const { network, parameters, batch, lambda, expected, training } = vector;
  await using program = await createReferenceBackend().compile(network, parameters, training?.optimizer);
  const found = await program.evaluate(batch, lambda);
  const norms = await program.derivativeNorms(batch.x);
  const verdicts = [
    near('logits', (await program.forward(batch.x)).data, expected.logits.data),
    near('task', [found.task], [expected.task]),
    near('penaltyPerLayer', found.penaltyPerLayer, expected.penaltyPerLayer),
    near('penalty', [found.penalty], [expected.penalty]),
    near('loss', [found.loss], [expected.loss]),
    ...Object.entries(expected.gradients).map(([name, { data }]) =>
      near(name, found.gradients[name]?.data ?? [], data),
    ),
    near('layer norms', norms.layer, expected.layerNorms),
    near('input norms', norms.input, expected.inputNorms),
    ...(training === undefined ? [] : await trained(program, vector)),
  ];
  return numbers(0, `vector/${vector.name}`, 'the reference against the vector', verdicts);
}

async function trained(program: ProgramV1, { batch, training }: GoldenVector): Promise<Verdict[]> {
  const { steps, expectedParameters } = training!;
  await using data = await program.load(batch);
  const records = await program.trainSteps(data, planOfVector(training!));
  const { parameters } = await program.snapshot();
  return [
    near(
      'losses',
      records.loss,
      steps.map(({ loss }) => loss),
    ),
    near(
      'gradient norms',
      records.gradientNorm,
      steps.map(({ gradientNorm }) => gradientNorm),
    ),
    ...Object.entries(expectedParameters).map(([name, { data: values }]) =>
      near(`${name} after ${steps.length} steps`, parameters[name]?.data ?? [], values),
    ),
  ];
}

function planOfVector({ optimizer, learningRate, steps }: NonNullable<GoldenVector['training']>): StepPlanV1 {
  return planOf(
    steps.map(({ rows }) => Int32Array.from(rows)),
    steps.map(({ lambda }, index) => factorsAt(optimizer, index + 1, lambda, learningRate)),
  );
}

/** max|Δ| ≤ 1e-9 · max|expected| + 1e-15; what is not finite must be the same. */
function near(name: string, found: ArrayLike<number>, expected: ArrayLike<number>): Verdict {
  const scale = Array.from(expected).reduce((a, b) => (Number.isFinite(b) ? Math.max(a, Math.abs(b)) : a), 0);
  return compare(name, found, expected, new Float64Array(expected.length).fill(1e-9 * scale + 1e-15));
}
