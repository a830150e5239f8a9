import type { BackendV1, EvaluationV1, GoldenVector } from '@chainzrule/core';
import { programFunctions } from '@chainzrule/core';
import { batchInputs, scalarInput, tensorInputs } from './cases/case-inputs.ts';
import type { ConformanceCase } from './cases/conformance-case.ts';
import { generatedCase } from './cases/generated-case.ts';
import { vectorCase } from './cases/vector-case.ts';
import { bestVariant, type Found } from './judge/best-variant.ts';
import { compare, type Verdict } from './judge/verdict.ts';
import { type Judged, type Sensitivity, sensitivity } from './sensitivity/sensitivity.ts';
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
    const answers = await answersOf(backends, given);
    for (const [i, a] of backends.entries()) {
      for (const [j, b] of backends.entries()) {
        if (j <= i) continue;
        const verdict = worst(answers[i]!, answers[j]!);
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

/** What one backend gave for a case, and what rounding explains in it. */
interface Answer {
  readonly found: Found;
  /** On the sides of the kinks that the backend is on. */
  readonly judged: readonly Judged[];
}

async function answersOf(backends: readonly BackendV1[], given: ConformanceCase): Promise<Answer[]> {
  const { network, parameters, optimizer, batch, lambda, seed } = given;
  const inputs = [...tensorInputs(network, parameters), scalarInput(lambda), ...batchInputs(network, batch)];
  // Backends of one arithmetic share their tolerances.
  const known = new Map<string, Sensitivity>();
  const answers: Answer[] = [];
  for (const backend of backends) {
    const key = JSON.stringify(backend.arithmetic);
    const own =
      known.get(key) ?? sensitivity(programFunctions(network, optimizer).evaluate, inputs, backend.arithmetic, seed);
    known.set(key, own);
    const found = namedResults(await evaluate(backend, given));
    answers.push({ found, judged: bestVariant(found, own) });
  }
  return answers;
}

/**
 * The tensor in which two answers differ most, in units of the sum of their tolerances. Where rounding put the two on
 * different sides of a kink, the jump between the sides is taken off first: it is no error of either.
 */
function worst(a: Answer, b: Answer): Verdict {
  return a.found
    .map(([tensor, values], output) => {
      const [left, right] = [a.judged[output]!, b.judged[output]!];
      const moved = Float64Array.from(
        b.found[output]![1],
        (value, i) => value + left.expected[i]! - right.expected[i]!,
      );
      const tolerance = left.tolerance.map((own, i) => own + right.tolerance[i]!);
      return compare(tensor, moved, Float64Array.from(values), tolerance);
    })
    .reduce((x, y) => (y.ratio > x.ratio ? y : x));
}

function pairOf(
  a: BackendV1,
  b: BackendV1,
  id: string,
  { tensor, ratio, worst: at }: Verdict,
): Omit<AgreementPair, 'cases'> {
  return { a: a.name, b: b.name, ratio, worst: { case: id, tensor, index: at.index, a: at.expected, b: at.found } };
}
