import { isDecayed, type Parameters, type TrainingStateV1 } from '@chainzrule/core';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import type { Sensitivity } from '../sensitivity/sensitivity.ts';
import type { Step, StepTaken } from '../tiers/one-step.ts';
import { recordCause } from './record-causes.ts';
import { rightOptimizer, type Wrong, wrongOptimizers } from './wrong-optimizers.ts';

/** The likeliest cause of a wrong step: the wrong optimiser whose state is nearest to what was found, if any is near. */
export function trainingCause(
  given: ConformanceCase,
  step: Step,
  { after, records }: StepTaken,
  judged: Sensitivity,
): string {
  const variant = judged.variants[0]!;
  const names = Object.keys(given.parameters);
  const recorded = recordCause(given, step, records, variant);
  if (recorded !== undefined) return recorded;
  const gradients = new Map(names.map((name, index) => [name, variant[4 + index]!.expected]));
  const norm = variant[3]!.expected[0]!;
  const candidates = wrongOptimizers(given).map((wrong) => ({
    cause: wrong.cause,
    distance: distanceTo(after, predicted(wrong, given, step, gradients, norm)),
  }));
  const right = distanceTo(after, predicted(rightOptimizer(given), given, step, gradients, norm));
  const best = candidates.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance < 0.05 * right
    ? `matches ${best.cause}`
    : 'no known mistake of an optimiser gives these numbers';
}

function predicted(
  wrong: Wrong,
  given: ConformanceCase,
  step: Step,
  gradients: ReadonlyMap<string, Float64Array>,
  norm: number,
) {
  const { before } = step;
  const next = (name: string, part: 0 | 1 | 2): Float64Array =>
    gradients.get(name)!.map((g, i) => {
      const m0 = before.moments.first[name]!.data[i]!;
      const v0 = before.moments.second?.[name]?.data[i] ?? 0;
      const about = { decayed: isDecayed(name), t: before.step + 1, step, given, norm };
      return wrong.next(g, m0, v0, before.parameters[name]!.data[i]!, about)[part]!;
    });
  return (name: string) => [next(name, 0), next(name, 1), next(name, 2)] as const;
}

/** Σ over tensors of the relative distance of first moments, second moments and parameters. */
function distanceTo(
  after: TrainingStateV1,
  to: (name: string) => readonly [Float64Array, Float64Array, Float64Array],
): number {
  let sum = 0;
  for (const name of Object.keys(after.parameters)) {
    const [m, v, theta] = to(name);
    const parts: [Parameters | undefined, Float64Array][] = [
      [after.moments.first, m],
      [after.moments.second, v],
      [after.parameters, theta],
    ];
    for (const [tensors, wanted] of parts) {
      if (tensors === undefined) continue;
      const found = tensors[name]!.data;
      let [error, scale] = [0, 0];
      for (let i = 0; i < wanted.length; i++) {
        error += (found[i]! - wanted[i]!) ** 2;
        scale += wanted[i]! ** 2;
      }
      sum += Math.sqrt(error / (scale || 1));
    }
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}
