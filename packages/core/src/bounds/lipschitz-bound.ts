import type { Parameters } from '../contract/parameters.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { Box } from './box.ts';
import { checkBounded, networkRange } from './propagate-box.ts';
import { productUp } from './rounding.ts';
import { slopeChain } from './slope-chain.ts';
import { productNorm } from './slope-product.ts';

/** How far the outputs can move per unit of x, both in the Euclidean norm. */
export interface LipschitzBound {
  /** `‖f(x) − f(x′)‖ ≤ bound · ‖x − x′‖` for all x, x′ in the box; Infinity is a sound answer. */
  readonly bound: number;
  /** [layers + 1] ‖diag(M_l) W_lᵀ‖₂ of every layer, then ‖W‖₂ of the head. */
  readonly perLayer: Float64Array;
}

/**
 * The Lipschitz bound of a network in a box (math: §5): `‖W_{L+1}‖₂ Π ‖diag(M_l) W_lᵀ‖₂`, where layers that are linear in the
 * box (identity, an all-positive ReLU, a cubic without a2 and a3) are multiplied out first. So `bound` is at most the product
 * of `perLayer`, and within 1 % of the true constant for a linear network. f is the logits; the score for an ordinal head.
 *
 * Cost: O(Σ d³) in the widths.
 * @throws ChainzRuleError `INVALID_SPEC`, `INVALID_ARGUMENT`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`.
 */
export function lipschitzBound(network: NetworkSpec, parameters: Parameters, box: Box): LipschitzBound {
  checkBounded('lipschitzBound', network, parameters, box);
  const chain = slopeChain(network, parameters, networkRange(network, parameters, box).layers);
  const perLayer = Float64Array.from(chain.factors, (factor) => factor.factorNorm());
  const product = perLayer.reduce(productUp, 1);
  return { bound: Math.min(product, productUp(chain.front, productNorm(chain.tail))), perLayer };
}
