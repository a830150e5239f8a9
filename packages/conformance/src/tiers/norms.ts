import { programFunctions, tailRatio } from '@chainzrule/core';
import { tensorInputs } from '../cases/case-inputs.ts';
import type { ConformanceCase } from '../cases/conformance-case.ts';
import { normCause } from '../causes/norm-causes.ts';
import { verdicts } from '../judge/best-variant.ts';
import { type Finding, numbers } from '../judge/finding.ts';
import { compare, type Verdict } from '../judge/verdict.ts';
import type { Judged } from '../sensitivity/sensitivity.ts';
import type { TierContext } from './context.ts';

/** T4: the derivative norms of every row, and the tail ratio that follows from them. */
export async function checkNorms(
  { backend, arithmetic, judge }: TierContext,
  given: ConformanceCase,
): Promise<Finding> {
  const { network, parameters, batch, optimizer } = given;
  await using program = await backend.compile(network, parameters, optimizer);
  const { layer, input } = await program.derivativeNorms(batch.x);
  const x = { shape: [batch.x.rows, batch.x.cols], data: batch.x.data as Float64Array };
  const fn = programFunctions(network, optimizer).derivativeNorms;
  const judged = judge(fn, [...tensorInputs(network, parameters), x], arithmetic, given.seed);
  const norms = verdicts(
    [
      ['layer norms', layer],
      ['input norms', input],
    ],
    judged,
  );
  const finding = numbers(4, given.id, 'derivative norms', norms);
  if (!finding.passed) return { ...finding, cause: normCause([layer, input], judged) };
  if (judged.kinks > 0) return finding;
  const [layerJudged, inputJudged] = judged.variants[0]!;
  const ratios = [ratioVerdict('τ layer', layer, layerJudged!), ratioVerdict('τ input', input, inputJudged!)];
  return numbers(4, given.id, 'derivative norms and τ', [...norms, ...ratios]);
}

/** τ = p99 / mean moves by at most (ΔT_max + τ · mean T) / (mean − mean T). */
function ratioVerdict(name: string, found: Float64Array, { expected, tolerance }: Judged): Verdict {
  const wanted = tailRatio(expected);
  const widest = tolerance.reduce((a, b) => Math.max(a, b), 0);
  const average = tolerance.reduce((sum, t) => sum + t, 0) / Math.max(tolerance.length, 1);
  const limit =
    wanted.mean > average ? (widest + wanted.ratio * average) / (wanted.mean - average) : Number.POSITIVE_INFINITY;
  const got = found.every((norm) => norm >= 0 || Number.isNaN(norm)) ? tailRatio(found).ratio : Number.NaN;
  return compare(name, [got], [wanted.ratio], [limit]);
}
