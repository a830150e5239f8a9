import type { BackendV1 } from '@chainzrule/core';
import type { Tier } from '../../../src/judge/finding.ts';

/** A backend with one mistake, the tier that must catch it, and what the report must say. */
export interface WrongBackend {
  readonly name: string;
  readonly tier: Tier;
  /** In the cause or message of the first failure. */
  readonly says: RegExp;
  readonly backend: BackendV1;
  readonly handles?: () => number;
}
