import type { Parameters } from '../contract/parameters.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { LayerRange } from './propagate-box.ts';
import { productUp } from './rounding.ts';
import { multiplied, productNorm, type SlopeProduct, scaledKernel } from './slope-product.ts';

/** The bound of the Jacobian as factors: `front` covers the layers up to the last that bends, `tail` is the rest with the head. */
export interface SlopeChain {
  readonly front: number;
  /** [width after the last layer that bends, head columns]. */
  readonly tail: SlopeProduct;
  /** The layers' own `W diag(M)`, then the head. */
  readonly factors: readonly SlopeProduct[];
}

/**
 * Joins layers that are linear in the box with what follows them, so that no norm is taken between two linear maps: the bound of
 * a linear network is that of its product matrix.
 */
export function slopeChain(network: NetworkSpec, parameters: Parameters, ranges: readonly LayerRange[]): SlopeChain {
  const factors: SlopeProduct[] = [];
  let front = 1;
  let open: SlopeProduct | undefined;
  network.layers.forEach((_, index) => {
    const { slope, constantSlope } = ranges[index]!;
    const factor = scaledKernel(parameters[`layers.${index}.kernel`]!, constantSlope ?? slope);
    factors.push(factor);
    const joined: SlopeProduct = open ? multiplied(open, factor) : factor;
    if (constantSlope === undefined)
      front = productUp(front, joined === factor ? factor.factorNorm() : productNorm(joined));
    open = constantSlope === undefined ? undefined : joined;
  });
  const head = scaledKernel(parameters['head.kernel']!, undefined);
  factors.push(head);
  return { front, tail: open ? multiplied(open, head) : head, factors };
}
