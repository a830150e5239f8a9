import type { ArithmeticV1 } from '../contract/arithmetic.ts';
import type { StepFactorsV1 } from '../contract/step-plan.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';

/**
 * What AdamW's moments on the device are to be multiplied by where they lie there as discounted sums, M = m / (1 − β1) and V = v / (1 − β2):
 * `M ← β1 M + g`, `V ← β2 V + g²` take two passes over every tensor less than the moving averages m and v. Here 1 − β1 and 1 − β2 are those
 * of the last step.
 */
export interface MomentScale {
  readonly first: number;
  readonly second: number;
}

/**
 * The scale before the first step, or undefined where the device keeps the moments themselves. Sums need numbers so coarse that a float64
 * snapshot brings them back exactly (M · (1 − β1) / (1 − β1) is M after rounding to float32, not in float64), and so wide that v / (1 − β2)
 * fits (not in float16).
 */
export function momentScale(
  { unitRoundoff, largestFinite }: ArithmeticV1,
  optimizer: OptimizerSpec,
): MomentScale | undefined {
  const areSums = optimizer.type === 'adamw' && unitRoundoff > 2 ** -48 && largestFinite > 1e30;
  return areSums ? { first: 1 - optimizer.beta1, second: 1 - optimizer.beta2 } : undefined;
}

/** The scale after a step of a plan, counted from 0. */
export function scaleAt({ oneMinusBeta1, oneMinusBeta2 }: StepFactorsV1, step: number): MomentScale {
  return { first: oneMinusBeta1[step]!, second: oneMinusBeta2[step]! };
}
