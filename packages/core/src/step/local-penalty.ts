import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { DregSpec } from '../spec/network.ts';
import type { ForwardLayer } from './forward.ts';
import { type LayerPenalty, type NetworkPenalty, squaredColumnNorms } from './layer-penalty.ts';
import type { RowMean } from './row-mean.ts';

/**
 * `local`: R_l = mean_b ‖diag(D_{l,b}) W_lᵀ‖²_F = mean_b Σ_i D²_{b,i} q_i; O(B d) beside the forward pass
 * (the contractive auto-encoder's penalty, Rifai et al. 2011, at every layer).
 *
 * With smoothing s, D² is replaced on cubic layers by its mean under Gaussian noise of sd s on z:
 * `E[φ′(z + sξ)²] = D̃² + s² φ″² + 18 a3² s⁴`, `D̃ = D + 3 a3 s²`.
 * `weight`: λ/L, [1, 1]; divided by d_l under `meanUnits`.
 */
export function localPenalty<T extends object>(
  ops: TensorOpsV1<T>,
  dreg: DregSpec,
  mean: RowMean<T>,
  weight: T,
): NetworkPenalty<T> {
  const variance = (dreg.smoothing ?? 0) ** 2;
  return {
    at(layer): LayerPenalty<T> {
      const reduction = dreg.reduction === 'meanUnits' ? 1 / layer.units : 1;
      const scale = ops.multiply(weight, 2 * reduction);
      const norms = squaredColumnNorms(ops, layer.kernel);
      const smoothed = variance > 0 && layer.cubic !== undefined;
      const squares = smoothed ? smoothedSquares(ops, layer, mean, variance) : mean.of(squaredSlope(ops, layer));
      const total = ops.sum(ops.multiply(squares, norms), 1);
      return {
        value: reduction === 1 ? total : ops.multiply(total, reduction),
        slopeFactor: slopeFactor(ops, norms, scale, mean),
        variance: smoothed ? variance : undefined,
        kernelGradient: ops.multiply(layer.kernel, ops.multiply(squares, scale)),
      };
    },
  };
}

/** K = 2 q c ŵ, [1, d] or [B, d]; without weights the factors that are scalars are joined first, once for all layers. */
function slopeFactor<T extends object>(ops: TensorOpsV1<T>, norms: T, scale: T, { column }: RowMean<T>): T {
  if (typeof column === 'number') return ops.multiply(norms, ops.multiply(scale, 2 * column));
  return ops.multiply(ops.multiply(norms, ops.multiply(scale, 2)), column);
}

function squaredSlope<T extends object>(ops: TensorOpsV1<T>, layer: ForwardLayer<T>): T {
  const slope = layer.activated.slope();
  return ops.multiply(slope, slope);
}

/** The batch mean of the smoothed squares, [1, d]. */
function smoothedSquares<T extends object>(
  ops: TensorOpsV1<T>,
  layer: ForwardLayer<T>,
  mean: RowMean<T>,
  variance: number,
): T {
  const a3 = layer.cubic![3];
  const slope = ops.add(layer.activated.slope(), ops.multiply(a3, 3 * variance));
  const halfCurvature = layer.activated.halfCurvature()!;
  const bend = ops.multiply(ops.multiply(halfCurvature, halfCurvature), 4 * variance);
  const varying = mean.of(ops.add(ops.multiply(slope, slope), bend));
  return ops.add(varying, ops.multiply(ops.multiply(a3, a3), 18 * variance * variance));
}
