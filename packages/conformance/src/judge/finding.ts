import type { Verdict } from './verdict.ts';

export type Tier = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What each tier is about. */
export const TIERS: Readonly<Record<Tier, string>> = {
  0: 'contract shape',
  1: 'forward',
  2: 'task and its gradient',
  3: 'penalty and its gradient',
  4: 'derivative norms and τ',
  5: 'training steps',
  6: 'snapshot and restore',
  7: 'resources and concurrency',
  8: 'errors',
};

/** One check on one case. */
export interface Finding {
  readonly tier: Tier;
  /** `vector/…`, `generated/…`, or the name of a check that has no case. */
  readonly case: string;
  readonly check: string;
  readonly passed: boolean;
  /** The tensors that were compared; none where the check is not about numbers. */
  readonly verdicts: readonly Verdict[];
  /** What went wrong, in words. */
  readonly message?: string | undefined;
  /** The likeliest cause of a wrong number. */
  readonly cause?: string | undefined;
}

/** A finding about numbers. */
export function numbers(tier: Tier, caseId: string, check: string, verdicts: readonly Verdict[]): Finding {
  return { tier, case: caseId, check, passed: verdicts.every(({ ratio }) => ratio <= 1), verdicts };
}

/** A finding about behaviour. */
export function behaviour(tier: Tier, name: string, check: string, message: string | undefined): Finding {
  return { tier, case: name, check, passed: message === undefined, verdicts: [], message };
}
