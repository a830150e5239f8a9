import { type EvaluationV1, type Parameters, Rng } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { roundTo } from '../arithmetic/round-to.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { type Finding, numbers } from '../judge/finding.ts';
import { compare } from '../judge/verdict.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import type { TierContext } from './context.ts';
import { tolerancesOf } from './evaluation-results.ts';

/** Directions tried per case. */
const DIRECTIONS = 2;
/** Below this precision a difference of losses says nothing: the check is declared, not run. */
const COARSEST = 2 ** -20;

/**
 * The backend's gradient against differences of its own loss, h = u^⅓ along random directions: independent of the
 * reference's gradient. `|ΔL − ⟨g, Δθ⟩| ≤ 2 T_L + Σ T_g |Δθ| + truncation`, the truncation being that of float64 losses at h,
 * 2h and h/16. Networks with a ReLU are left out (a kink between the two points is no error), as are formats coarser than 2⁻²⁰.
 */
export async function checkDirections(
  { backend, arithmetic }: TierContext,
  given: ConformanceCase,
  tier: 2 | 3,
  found: EvaluationV1,
  judged: Sensitivity,
): Promise<Finding[]> {
  const { network, parameters, batch, optimizer, lambda } = given;
  if (arithmetic.unitRoundoff > COARSEST || network.layers.some(({ activation }) => activation.type === 'relu'))
    return [];
  const round = roundTo(arithmetic);
  const reference = createReferenceBackend();
  const limits = tolerancesOf(judged, Object.keys(parameters));
  const lossOf = async (of: typeof backend, at: Parameters): Promise<number> => {
    await using program = await of.compile(network, at, optimizer);
    return (await program.evaluate(batch, lambda)).loss;
  };
  const rng = Rng.fromSeed(given.seed).fork('directions');
  const results = [];
  for (let i = 0; i < DIRECTIONS; i++) {
    const direction = randomDirection(parameters, rng);
    const step = Math.cbrt(arithmetic.unitRoundoff);
    const at = (h: number): Parameters => moved(parameters, direction, h * step, round);
    const [ahead, behind, far, farBehind] = [at(1), at(-1), at(2), at(-2)];
    const change = (await lossOf(backend, ahead)) - (await lossOf(backend, behind));
    const { expected, slack } = predicted(found, limits.gradients, ahead, behind);
    const exact = (await lossOf(reference, ahead)) - (await lossOf(reference, behind));
    const coarse = (await lossOf(reference, far)) - (await lossOf(reference, farBehind));
    const slope = await slopeOf((to) => lossOf(reference, to), parameters, ahead, behind);
    // Where h is too wide for its own error to fall with h², the second estimate is the one that holds.
    const truncation = Math.max(Math.abs(exact - coarse / 2), 2 * Math.abs(exact - slope));
    const tolerance = 2 * limits.loss + slack + truncation;
    results.push(compare(`loss along direction ${i + 1}`, [change], [expected], [tolerance]));
  }
  // A direction's relative tolerance is that of a difference, which says nothing about the gradient's own.
  const verdicts = results.map((verdict) => ({ ...verdict, relativeTolerance: Number.NaN, undecidable: false }));
  return [numbers(tier, given.id, 'gradient against differences of the loss', verdicts)];
}

/** The change of the loss that its slope at the parameters promises, by a difference 16 times finer. */
async function slopeOf(
  lossAt: (at: Parameters) => Promise<number>,
  parameters: Parameters,
  ahead: Parameters,
  behind: Parameters,
): Promise<number> {
  const at = (share: number): Parameters =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => {
        const change = (i: number): number => ahead[name]!.data[i]! - behind[name]!.data[i]!;
        return [name, { shape, data: data.map((value, i) => value + share * change(i)) }];
      }),
    );
  return 16 * ((await lossAt(at(1 / 32))) - (await lossAt(at(-1 / 32))));
}

/** ⟨g, Δθ⟩ and Σ T_g |Δθ|. */
function predicted(
  found: EvaluationV1,
  limits: ReadonlyMap<string, Float64Array>,
  ahead: Parameters,
  behind: Parameters,
): { readonly expected: number; readonly slack: number } {
  let [expected, slack] = [0, 0];
  for (const [name, { data }] of Object.entries(found.gradients)) {
    for (let i = 0; i < data.length; i++) {
      const change = ahead[name]!.data[i]! - behind[name]!.data[i]!;
      expected += data[i]! * change;
      slack += limits.get(name)![i]! * Math.abs(change);
    }
  }
  return { expected, slack };
}

/** Of length 1 over all tensors together. */
function randomDirection(parameters: Parameters, rng: Rng): Parameters {
  const drawn = Object.entries(parameters).map(
    ([name, { shape, data }]) => [name, { shape, data: data.map(() => rng.normal()) }] as const,
  );
  const norm = Math.sqrt(
    drawn.reduce((sum, [, { data }]) => data.reduce((part, value) => part + value * value, sum), 0),
  );
  return Object.fromEntries(drawn.map(([name, { shape, data }]) => [name, { shape, data: data.map((v) => v / norm) }]));
}

function moved(parameters: Parameters, direction: Parameters, h: number, round: (value: number) => number): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value, i) => round(value + h * direction[name]!.data[i]!)) },
    ]),
  );
}
