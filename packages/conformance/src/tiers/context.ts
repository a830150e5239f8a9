import type { ArithmeticV1, BackendV1 } from '@chainzrule/core';

/** What every check is given. */
export interface TierContext {
  readonly backend: BackendV1;
  readonly arithmetic: ArithmeticV1;
  readonly signal: AbortSignal | undefined;
}
