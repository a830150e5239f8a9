import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { DregSpec } from '../spec/network.ts';
import { accumulatedPenalty } from './accumulated-penalty.ts';
import { activationPenalty } from './activation-penalty.ts';
import type { Forward } from './forward.ts';
import type { NetworkPenalty } from './layer-penalty.ts';
import { localPenalty } from './local-penalty.ts';
import type { RowMean } from './row-mean.ts';

/** DREG over a forward pass (math: §2), or undefined for `none`. `weight`: λ/L, [1, 1]. */
export function networkPenalty<T extends object>(
  ops: TensorOpsV1<T>,
  dreg: DregSpec,
  pass: Forward<T>,
  mean: RowMean<T>,
  weight: T,
): NetworkPenalty<T> | undefined {
  switch (dreg.penalty) {
    case 'none':
      return undefined;
    case 'local':
      return localPenalty(ops, dreg, mean, weight);
    case 'activation':
      return activationPenalty(ops, mean, weight);
    case 'accumulated':
      return accumulatedPenalty(ops, dreg, pass, mean, weight);
  }
}
