import type { BackendV1 } from '@chainzrule/core';
import type { Finding, Tier } from '../judge/finding.ts';
import type { Waiver } from '../waivers/waivers.ts';
import type { Distribution } from './distribution.ts';

/** One check as the report holds it: its worst tensor, in numbers that JSON can hold. */
export interface ReportedCheck {
  readonly tier: Tier;
  readonly case: string;
  readonly check: string;
  readonly status: 'passed' | 'failed' | 'waived';
  /** Largest error / tolerance; absent for checks of behaviour, null where it is not finite. */
  readonly ratio?: number | null;
  readonly failure?: ReportedFailure;
}

/** What is wrong: the tensor and element, the numbers, and the likeliest cause. */
export interface ReportedFailure {
  readonly tensor?: string;
  readonly index?: number;
  /** Numbers as text, so that NaN and ∞ survive. */
  readonly expected?: string;
  readonly found?: string;
  readonly error?: string;
  readonly tolerance?: string;
  readonly cause?: string;
  readonly message?: string;
}

export interface TierSummary {
  readonly tier: Tier;
  readonly title: string;
  /** `stopped`: a lower tier failed, so this one was not run; `declared`: the backend says it cannot. */
  readonly status: 'passed' | 'failed' | 'stopped' | 'not asked for';
  readonly passed: number;
  readonly failed: number;
  readonly waived: number;
}

/** `chainzrule/conformance@1`. */
export interface ConformanceReport {
  readonly format: 'chainzrule/conformance@1';
  readonly backend: string;
  readonly device: string;
  readonly arithmetic: BackendV1['arithmetic'];
  readonly capabilities: BackendV1['capabilities'];
  readonly seed: number;
  readonly vectors: number;
  readonly generatedCases: number;
  readonly ok: boolean;
  readonly tiers: readonly TierSummary[];
  readonly distribution: Distribution;
  /** Largest relative difference of the loss from the reference's at steps 1, 10, 50 of a free run: a figure, not a check. */
  readonly freeRun: { readonly [step: string]: number | null };
  /** Checks that do not apply, each with why. */
  readonly declared: readonly string[];
  readonly staleWaivers: readonly (Waiver & { readonly why: string })[];
  readonly checks: readonly ReportedCheck[];
}

export function reportedCheck(finding: Finding, waived: boolean): ReportedCheck {
  const { tier, case: id, check, passed, verdicts } = finding;
  const worst = verdicts.reduce<(typeof verdicts)[number] | undefined>(
    (a, b) => (a === undefined || b.ratio > a.ratio ? b : a),
    undefined,
  );
  return {
    tier,
    case: id,
    check,
    status: passed ? 'passed' : waived ? 'waived' : 'failed',
    ...(worst !== undefined && { ratio: Number.isFinite(worst.ratio) ? worst.ratio : null }),
    ...(!passed && { failure: failureOf(finding, worst) }),
  };
}

function failureOf({ message, cause }: Finding, worst: Finding['verdicts'][number] | undefined): ReportedFailure {
  const words = { ...(message !== undefined && { message }), ...(cause !== undefined && { cause }) };
  if (worst === undefined || !(worst.ratio > 1)) return words;
  const { index, expected, found, error, tolerance } = worst.worst;
  const text = (value: number): string => (value === undefined ? 'nothing' : Number(value).toPrecision(8));
  return {
    tensor: worst.tensor,
    index,
    expected: text(expected),
    found: text(found),
    error: text(error),
    tolerance: text(tolerance),
    ...words,
  };
}
