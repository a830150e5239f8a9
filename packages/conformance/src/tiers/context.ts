import type { ArithmeticV1, BackendV1 } from '@chainzrule/core';
import type { sensitivity } from '../sensitivity/sensitivity.ts';

/** What every check is given. */
export interface TierContext {
  readonly backend: BackendV1;
  readonly arithmetic: ArithmeticV1;
  /** What float64 says and how far rounding may move it; several backends of one arithmetic can share the answers. */
  readonly judge: typeof sensitivity;
  readonly signal: AbortSignal | undefined;
}
