import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { NetworkPenalty } from './layer-penalty.ts';
import type { RowMean } from './row-mean.ts';

/**
 * `activation`: R_l = mean_b mean_i D²_{b,i}; the reduction does not apply. It has no gradient under ReLU and rescaling
 * evades it: kept for comparison. `weight`: λ/L, [1, 1].
 */
export function activationPenalty<T extends object>(
  ops: TensorOpsV1<T>,
  mean: RowMean<T>,
  weight: T,
): NetworkPenalty<T> {
  return {
    at(layer) {
      const slope = layer.activated.slope();
      return {
        value: ops.multiply(ops.sum(mean.of(ops.multiply(slope, slope)), 1), 1 / layer.units),
        slopeFactor: ops.multiply(ops.multiply(weight, 4 / layer.units), mean.column),
      };
    },
  };
}
