import { type BackendV1, ChainzRuleError, type GoldenVector } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import type { ConformanceCase } from './cases/conformance-case.ts';
import { extremeCases } from './cases/extreme-cases.ts';
import { generatedCase } from './cases/generated-case.ts';
import { trainingCases } from './cases/training-cases.ts';
import { vectorCase } from './cases/vector-case.ts';
import { behaviour, type Finding, TIERS, type Tier } from './judge/finding.ts';
import { distributionOf } from './report/distribution.ts';
import { type ConformanceReport, reportedCheck, type TierSummary } from './report/report.ts';
import { sensitivity } from './sensitivity/sensitivity.ts';
import type { TierContext } from './tiers/context.ts';
import { checkContract } from './tiers/contract.ts';
import { checkErrors } from './tiers/errors.ts';
import { checkForward } from './tiers/forward.ts';
import { checkNorms } from './tiers/norms.ts';
import { checkPenalty, checkTask } from './tiers/objective.ts';
import { checkResources } from './tiers/resources.ts';
import { checkState } from './tiers/state.ts';
import { checkOneStep } from './tiers/training.ts';
import { checkTrajectory, freeRun, SCHEDULES } from './tiers/trajectory.ts';
import { checkVectorTruth } from './tiers/vector-truth.ts';
import { applyWaivers, type Waiver } from './waivers/waivers.ts';

export interface ConformanceOptions {
  /** Golden vectors; `@chainzrule/conformance/vectors` holds the project's own. */
  readonly vectors?: readonly GoldenVector[] | undefined;
  /** Generated cases; 100 by default. */
  readonly cases?: number | undefined;
  /** Of the generated cases; 1 by default. */
  readonly seed?: number | undefined;
  /** The highest tier to run; 8 by default. */
  readonly tier?: Tier | undefined;
  /** Most multiply-adds of one evaluation of a generated case; 2e8 by default. */
  readonly multiplyAdds?: number | undefined;
  /** Steps of each of T5's trajectories; 50 by default, fewer for a GPU that is computed in software. */
  readonly trajectorySteps?: number | undefined;
  readonly waivers?: readonly Waiver[] | undefined;
  /** The day to judge waivers by, YYYY-MM-DD; today by default. */
  readonly today?: string | undefined;
  /** Live handles of the runtime, where it can count them: must not grow at all. */
  readonly handles?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ConformanceProgress) => void) | undefined;
}

export interface ConformanceProgress {
  readonly tier: Tier;
  readonly title: string;
  readonly done: number;
  readonly total: number;
  readonly failed: number;
}

/**
 * Judges a backend: nine tiers, a failed one stops those above it. A rejection or exception of the backend is a failure of
 * its check, not of this function.
 * @throws ChainzRuleError `ABORTED` when the signal stops it.
 */
export async function runConformance(backend: BackendV1, options: ConformanceOptions = {}): Promise<ConformanceReport> {
  const { vectors = [], cases: count = 100, seed = 1, tier: highest = 8, multiplyAdds = 2e8 } = options;
  const context: TierContext = { backend, arithmetic: backend.arithmetic, judge: sensitivity, signal: options.signal };
  const findings: Finding[] = [];
  const summaries: TierSummary[] = [];
  let failed = false;
  const declared: string[] = [];

  for (const tier of [0, 1, 2, 3, 4, 5, 6, 7, 8] as const) {
    if (failed || tier > highest) {
      summaries.push(summary(tier, failed ? 'stopped' : 'not asked for', [], new Set()));
      continue;
    }
    const own: Finding[] = [];
    const checks = checksOf(tier);
    for (const [index, check] of checks.entries()) {
      if (options.signal?.aborted) throw new ChainzRuleError('ABORTED', 'the conformance run was stopped');
      own.push(...(await guarded(tier, check)));
      const bad = own.filter(({ passed }) => !passed).length;
      options.onProgress?.({ tier, title: TIERS[tier], done: index + 1, total: checks.length, failed: bad });
    }
    findings.push(...own);
    const waived = applyWaivers(own, options.waivers ?? [], today()).findings;
    failed = own.some((finding) => !finding.passed && !waived.has(finding));
    summaries.push(summary(tier, failed ? 'failed' : 'passed', own, waived));
  }

  const { findings: waived, stale } = applyWaivers(findings, options.waivers ?? [], today());
  if (backend.arithmetic.unitRoundoff > 2 ** -20)
    declared.push('gradients against differences of the loss: the format is too coarse for differences');
  if (!backend.capabilities.deterministic)
    declared.push(
      'bytes of restored and repeated runs: the backend is not deterministic, so they are compared within 10⁴ u',
    );
  return {
    format: 'chainzrule/conformance@1',
    backend: backend.name,
    device: backend.device,
    arithmetic: backend.arithmetic,
    capabilities: backend.capabilities,
    seed,
    vectors: vectors.length,
    generatedCases: count,
    ok: !failed && stale.length === 0,
    tiers: summaries,
    distribution: distributionOf(findings),
    freeRun: failed || highest < 5 ? {} : await freeRunFigures(backend, seed),
    declared,
    staleWaivers: stale,
    checks: findings.map((finding) => reportedCheck(finding, waived.has(finding))),
  };

  function today(): string {
    return options.today ?? new Date().toISOString().slice(0, 10);
  }

  function checksOf(tier: Tier): NamedCheck[] {
    const perCase = (check: (given: ConformanceCase) => Promise<Finding | readonly Finding[]>): NamedCheck[] => [
      ...vectors.map((vector, index) => ({
        name: `vector/${vector.name}`,
        run: async () => [await check(vectorCase(vector, context.arithmetic, index + 1))].flat(),
      })),
      ...extremeCases(context.arithmetic).map((given) => ({
        name: given.id,
        run: async () => [await check(given)].flat(),
      })),
      ...Array.from({ length: count }, (_, index) => ({
        name: `generated/${seed}/${index}`,
        run: async () => [await check(generatedCase(index, { seed, multiplyAdds }, context.arithmetic))].flat(),
      })),
    ];
    switch (tier) {
      case 0:
        return [
          { name: 'contract', run: () => checkContract(backend) },
          ...vectors.map((vector) => ({
            name: `vector/${vector.name}`,
            run: async () => [await checkVectorTruth(vector)],
          })),
        ];
      case 1:
        return perCase((given) => checkForward(context, given));
      case 2:
        return perCase((given) => checkTask(context, given));
      case 3:
        return perCase((given) => checkPenalty(context, given));
      case 4:
        return perCase((given) => checkNorms(context, given));
      case 5:
        return [...perCase((given) => checkOneStep(context, given)), ...trajectories()];
      case 6:
        return [{ name: 'state', run: () => checkState(context) }];
      case 7:
        return [{ name: 'resources', run: () => checkResources(context, options.handles) }];
      case 8:
        return [{ name: 'errors', run: () => checkErrors(context) }];
    }
  }

  function trajectories(): NamedCheck[] {
    return trainingCases(seed, context.arithmetic).flatMap((given) =>
      Object.keys(SCHEDULES).map((schedule) => ({
        name: given.id,
        run: async () => [await checkTrajectory(context, given, schedule, options.trajectorySteps)],
      })),
    );
  }
}

interface NamedCheck {
  readonly name: string;
  readonly run: () => Promise<readonly Finding[]>;
}

/** What a backend throws where it should have answered is the finding. */
async function guarded(tier: Tier, { name, run }: NamedCheck): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [behaviour(tier, name, 'runs', `threw: ${message.slice(0, 500)}`)];
  }
}

function summary(
  tier: Tier,
  status: TierSummary['status'],
  findings: readonly Finding[],
  waived: ReadonlySet<Finding>,
): TierSummary {
  return {
    tier,
    title: TIERS[tier],
    status,
    passed: findings.filter(({ passed }) => passed).length,
    failed: findings.filter((finding) => !finding.passed && !waived.has(finding)).length,
    waived: waived.size,
  };
}

/** How far a free run drifts from the reference: trainings amplify rounding, so this is told and not judged. */
async function freeRunFigures(backend: BackendV1, seed: number): Promise<ConformanceReport['freeRun']> {
  const [given] = trainingCases(seed, backend.arithmetic);
  const found = await freeRun(backend, given!, 'cosine');
  const wanted = await freeRun(createReferenceBackend(), given!, 'cosine');
  const at = (step: number): number | null => {
    const relative = Math.abs(found[step - 1]! - wanted[step - 1]!) / Math.abs(wanted[step - 1]!);
    return Number.isFinite(relative) ? relative : null;
  };
  const last = wanted.length;
  return { '1': at(1), [`${Math.ceil(last / 2)}`]: at(Math.ceil(last / 2)), [`${last}`]: at(last) };
}
