import type { Parameters } from './parameters.ts';

/**
 * All that a training run carries from one step to the next, so that `restore(snapshot())` continues bit for bit.
 * `moments`: `first` (m; the velocity under SGD) and `second` (v; absent under SGD), tensors by parameter name.
 */
export interface TrainingStateV1 {
  readonly parameters: Parameters;
  readonly moments: { readonly first: Parameters; readonly second?: Parameters | undefined };
  /** Optimiser steps done so far. */
  readonly step: number;
}
