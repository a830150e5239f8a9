import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { ForwardLayer } from './forward.ts';
import type { LayerPenalty } from './layer-penalty.ts';

/** Gradients that leave one hidden layer. */
export interface LayerGradients<T> {
  /** ∂loss/∂z_l, [B, d_l]. */
  readonly z: T;
  /** ∂loss/∂(a0 … a3) summed over the batch, [1, d_l] each; cubic layers only. */
  readonly coefficients: readonly T[] | undefined;
}

/**
 * One activation on the way back, task and penalty together. With u = ∂loss/∂h and g = ∂(λR)/∂D:
 * `∂/∂z = u φ′ + g φ″` and, for a cubic, `∂/∂a = Σ_b (u, u z + g, u z² + 2 z g, u z³ + 3 z² g)`.
 */
export function layerBackward<T extends object>(
  ops: TensorOpsV1<T>,
  layer: ForwardLayer<T>,
  upstream: T,
  penalty: LayerPenalty<T> | undefined,
): LayerGradients<T> {
  if (penalty?.variance !== undefined)
    return smoothedBackward(ops, layer, upstream, penalty.slopeFactor!, penalty.variance);
  const bend = penalty && slopeGradients(ops, layer, penalty);
  return {
    z: preactivationGradient(ops, layer, upstream, bend),
    coefficients: layer.cubic && cubicGradients(ops, layer, upstream, bend?.once()),
  };
}

/** g = ∂(λR)/∂D and 2 g, [B, d], each where it is asked for. */
interface SlopeGradients<T> {
  once(): T;
  readonly twice: T;
}

/** K meets the batch once, as a row: a product with a row costs most backends more than one with a number. */
function slopeGradients<T extends object>(
  ops: TensorOpsV1<T>,
  layer: ForwardLayer<T>,
  { slopeFactor, slopeGradient }: LayerPenalty<T>,
): SlopeGradients<T> | undefined {
  if (layer.activated.halfCurvature() === undefined) return undefined;
  if (slopeFactor === undefined) return { once: () => slopeGradient!, twice: ops.multiply(slopeGradient!, 2) };
  const twice = ops.multiply(layer.activated.slope(), slopeFactor);
  return { once: () => ops.multiply(twice, 0.5), twice };
}

/** u φ′ + 2 g (φ″ / 2). */
function preactivationGradient<T extends object>(
  ops: TensorOpsV1<T>,
  layer: ForwardLayer<T>,
  upstream: T,
  bend: SlopeGradients<T> | undefined,
): T {
  const direct = ops.multiply(upstream, layer.activated.slope());
  return bend === undefined ? direct : ops.add(direct, ops.multiply(bend.twice, layer.activated.halfCurvature()!));
}

/** Horner's scheme on shared products: t = z g, v1 = u z + g, v2 = z v1 + t, v3 = z (v2 + t). */
function cubicGradients<T extends object>(
  ops: TensorOpsV1<T>,
  layer: ForwardLayer<T>,
  upstream: T,
  g: T | undefined,
): T[] {
  const { z } = layer;
  const first = ops.multiply(upstream, z);
  if (g === undefined) {
    const second = ops.multiply(first, z);
    return [upstream, first, second, ops.multiply(second, z)].map((term) => ops.sum(term, 0));
  }
  const t = ops.multiply(z, g);
  const v1 = ops.add(first, g);
  const v2 = ops.add(ops.multiply(v1, z), t);
  const v3 = ops.multiply(ops.add(v2, t), z);
  return [upstream, v1, v2, v3].map((term) => ops.sum(term, 0));
}

/**
 * The same for the smoothed penalty (variance s², factor K = 2 c q ŵ, half of `twice`): with D̃ = D + 3 a3 s², g = K D̃ and p = K s² φ″,
 * `∂/∂z = u φ′ + g φ″ + 6 a3 p`, `a1 += g`, `a2 += 2 z g + 2 p`, `a3 += 3 (z² + s²) g + 6 z p + 18 a3 s⁴ K`.
 */
function smoothedBackward<T extends object>(
  ops: TensorOpsV1<T>,
  layer: ForwardLayer<T>,
  upstream: T,
  twice: T,
  variance: number,
): LayerGradients<T> {
  const { z } = layer;
  const a3 = layer.cubic![3];
  const slope = layer.activated.slope();
  const factor = ops.multiply(twice, 0.5);
  const doubled = ops.multiply(layer.activated.halfCurvature()!, twice);
  const g = ops.multiply(ops.add(slope, ops.multiply(a3, 3 * variance)), factor);
  const p = ops.multiply(doubled, variance);

  const widened = ops.add(slope, ops.multiply(a3, 9 * variance));
  const zGradient = ops.add(ops.multiply(upstream, slope), ops.multiply(doubled, widened));

  const t = ops.add(ops.multiply(z, g), p);
  const v1 = ops.add(ops.multiply(upstream, z), g);
  const v2 = ops.add(ops.add(ops.multiply(v1, z), t), p);
  const cubicTerm = ops.multiply(ops.add(ops.add(v2, t), ops.multiply(p, 3)), z);
  const constantTerm = ops.multiply(ops.multiply(factor, a3), 18 * variance * variance);
  const v3 = ops.add(cubicTerm, ops.add(ops.multiply(g, 3 * variance), constantTerm));
  return { z: zGradient, coefficients: [upstream, v1, v2, v3].map((term) => ops.sum(term, 0)) };
}
