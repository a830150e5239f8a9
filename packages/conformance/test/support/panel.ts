import type { ArithmeticV1, BackendV1 } from '@chainzrule/core';
import type { GeneratedCases } from '../../src/cases/generated-case.ts';
import { generatedCase } from '../../src/cases/generated-case.ts';
import { behaviour, type Finding } from '../../src/judge/finding.ts';
import { compare } from '../../src/judge/verdict.ts';
import { type Judged, type Sensitivity, sensitivity } from '../../src/sensitivity/sensitivity.ts';
import type { TierContext } from '../../src/tiers/context.ts';
import { checkForward } from '../../src/tiers/forward.ts';
import { checkNorms } from '../../src/tiers/norms.ts';
import { checkPenalty, checkTask } from '../../src/tiers/objective.ts';
import { checkOneStep } from '../../src/tiers/training.ts';

/** What one generated case showed. */
export interface PanelResult {
  /** The findings of each backend, T1 – T5. */
  readonly findings: readonly (readonly Finding[])[];
  /** Decidable tensors whose tolerance lets a coarse error pass; there must be none. */
  readonly blind: readonly string[];
}

/** One generated case on several backends of one arithmetic. What float64 says is computed once for all of them. */
export async function onPanel(
  backends: readonly BackendV1[],
  index: number,
  of: GeneratedCases,
  arithmetic: ArithmeticV1,
): Promise<PanelResult> {
  const given = generatedCase(index, of, arithmetic);
  const answers: { readonly name: string; readonly answer: Sensitivity }[] = [];
  const findings: Finding[][] = [];
  for (const backend of backends) {
    let asked = 0;
    const judge: typeof sensitivity = (fn, ...rest) => {
      const known = answers[asked] ?? { name: fn.name, answer: sensitivity(fn, ...rest) };
      if (known.name !== fn.name) throw new Error(`case ${given.id}: the checks came in another order`);
      answers[asked++] = known;
      return known.answer;
    };
    const context: TierContext = { backend, arithmetic, judge, signal: undefined };
    const own: Finding[] = [];
    for (const [tier, check] of [
      [1, checkForward],
      [2, checkTask],
      [3, checkPenalty],
      [4, checkNorms],
      [5, checkOneStep],
    ] as const) {
      try {
        own.push(...[await check(context, given)].flat());
      } catch (error) {
        own.push(behaviour(tier, given.id, 'runs', String(error)));
      }
    }
    findings.push(own);
  }
  const judged = answers.flatMap(({ name, answer }) =>
    answer.variants[0]!.map((output, which) => ({ name: `${given.id}: ${name}, output ${which}`, output })),
  );
  return { findings, blind: judged.filter(({ output }) => isBlind(output)).map(({ name }) => name) };
}

/** Whether 1 % of the RMS on every element, or zeros instead of the tensor, would pass although it counts as decidable. */
function isBlind({ expected, tolerance }: Judged): boolean {
  const rms = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / Math.max(expected.length, 1));
  const against = (found: Float64Array) => compare('', found, expected, tolerance);
  if (rms === 0 || against(expected).undecidable) return false;
  const moved = against(expected.map((value) => value + 1e-2 * rms));
  const zeroed = against(expected.map(() => 0));
  return moved.ratio <= 1 || zeroed.ratio <= 1;
}
