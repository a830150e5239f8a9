import type { BackendV1, EvaluationV1, GoldenVector } from '@chainzrule/core';
import { programFunctions } from '@chainzrule/core';
import { batchInputs, scalarInput, tensorInputs } from './cases/case-inputs.ts';
import type { ConformanceCase } from './cases/conformance-case.ts';
import { generatedCase } from './cases/generated-case.ts';
import { vectorCase } from './cases/vector-case.ts';
import { verdicts } from './judge/best-variant.ts';
import type { Verdict } from './judge/verdict.ts';
import { sensitivity } from './sensitivity/sensitivity.ts';
import { namedResults } from './tiers/evaluation-results.ts';

/** How far two backends are apart. */
export interface AgreementPair {
  readonly a: string;
  readonly b: string;
  /** Largest |a − b| / (tolerance of a + tolerance of b) over all cases and tensors; at most 1 agrees. */
  readonly ratio: number;
  readonly worst: {
    readonly case: string;
    readonly tensor: string;
    readonly index: number;
    readonly a: number;
    readonly b: number;
  };
  readonly cases: number;
}

/** `chainzrule/agreement@1`: every pair of backends on the same cases. */
export interface AgreementReport {
  readonly format: 'chainzrule/agreement@1';
  readonly backends: readonly { readonly name: string; readonly device: string }[];
  readonly pairs: readonly AgreementPair[];
  readonly seed: number;
}

export interface AgreementOptions {
  readonly vectors?: readonly GoldenVector[] | undefined;
  readonly cases?: number | undefined;
  readonly seed?: number | undefined;
  readonly multiplyAdds?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Runs every backend on the same cases and compares each pair: objective, penalties and every gradient, in units of the
 * pair's own tolerances. Inputs are rounded to the coarsest of the formats, so all backends see the same numbers.
 */
export async function compareBackends(
  backends: readonly BackendV1[],
  { vectors = [], cases = 50, seed = 1, multiplyAdds = 2e7, onProgress }: AgreementOptions = {},
): Promise<AgreementReport> {
  const coarsest = backends.reduce((a, b) =>
    b.arithmetic.unitRoundoff > a.arithmetic.unitRoundoff ? b : a,
  ).arithmetic;
  const total = vectors.length + cases;
  const pairs = new Map<string, AgreementPair>();
  for (let index = 0; index < total; index++) {
    const vector = vectors[index];
    const given =
      vector === undefined
        ? generatedCase(index - vectors.length, { seed, multiplyAdds }, coarsest)
        : vectorCase(vector, coarsest, index + 1);
    const results = await Promise.all(backends.map((backend) => evaluate(backend, given)));
    for (const [i, a] of backends.entries()) {
      for (const [j, b] of backends.entries()) {
        if (j <= i) continue;
        const verdict = worst(results[i]!, results[j]!, given, a, b);
        const known = pairs.get(`${i} ${j}`);
        const better = known !== undefined && known.ratio >= verdict.ratio;
        pairs.set(`${i} ${j}`, {
          ...(better ? known : pairOf(a, b, given.id, verdict)),
          cases: (known?.cases ?? 0) + 1,
        });
      }
    }
    onProgress?.(index + 1, total);
  }
  return {
    format: 'chainzrule/agreement@1',
    backends: backends.map(({ name, device }) => ({ name, device })),
    pairs: [...pairs.values()],
    seed,
  };
}

async function evaluate(
  backend: BackendV1,
  { network, parameters, optimizer, batch, lambda }: ConformanceCase,
): Promise<EvaluationV1> {
  await using program = await backend.compile(network, parameters, optimizer);
  return program.evaluate(batch, lambda);
}

/** The tensor in which two evaluations differ most, against the sum of what rounding explains in either. */
function worst(left: EvaluationV1, right: EvaluationV1, given: ConformanceCase, a: BackendV1, b: BackendV1): Verdict {
  const { network, parameters, optimizer, batch, lambda, seed } = given;
  const inputs = [...tensorInputs(network, parameters), scalarInput(lambda), ...batchInputs(network, batch)];
  const judged = [a, b].map(({ arithmetic }) =>
    sensitivity(programFunctions(network, optimizer).evaluate, inputs, arithmetic, seed),
  );
  const wanted = namedResults(left);
  const variants = judged[0]!.variants.map((variant, v) =>
    variant.map(({ tolerance }, output) => {
      const other = (judged[1]!.variants[v] ?? judged[1]!.variants[0]!)[output]!.tolerance;
      return { expected: Float64Array.from(wanted[output]![1]), tolerance: tolerance.map((t, i) => t + other[i]!) };
    }),
  );
  return verdicts(namedResults(right), { variants, kinks: 0 }).reduce((x, y) => (y.ratio > x.ratio ? y : x));
}

function pairOf(
  a: BackendV1,
  b: BackendV1,
  id: string,
  { tensor, ratio, worst: at }: Verdict,
): Omit<AgreementPair, 'cases'> {
  return { a: a.name, b: b.name, ratio, worst: { case: id, tensor, index: at.index, a: at.expected, b: at.found } };
}
