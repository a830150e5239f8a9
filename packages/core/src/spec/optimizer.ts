import { z } from 'zod';
import { parseDocument } from './parse.ts';

/**
 * AdamW, decoupled: `θ ← θ − lr·wd·θ` (kernels only), then `θ ← θ − lr·m̂ / (√v̂ + ε)` with bias-corrected moments of the
 * gradient of task + λR. Source: Loshchilov & Hutter 2019.
 */
export interface AdamWSpec {
  readonly type: 'adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Global clipping `g ← g·min(1, c/‖g‖)` over all tensors together; absent: off. */
  readonly gradientClip?: number | undefined;
}

/** SGD with momentum: `v ← μ v + g`, `θ ← θ − lr·v`, with the same decoupled decay and clipping as AdamW. */
export interface SgdSpec {
  readonly type: 'sgd';
  readonly momentum: number;
  readonly weightDecay: number;
  readonly gradientClip?: number | undefined;
}

/** Everything about the optimiser but the learning rate, which comes with each step. */
export type OptimizerSpec = AdamWSpec | SgdSpec;

const weightDecay: z.ZodType<number> = z.number().min(0).max(1e3);
const gradientClip: z.ZodType<number | undefined> = z.number().positive().optional();

/** The zod schema of {@link OptimizerSpec}. */
export const optimizerSchema: z.ZodType<OptimizerSpec> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('adamw'),
    beta1: z.number().min(0).lt(1),
    beta2: z.number().min(0).lt(1),
    epsilon: z.number().positive(),
    weightDecay,
    gradientClip,
  }),
  z.strictObject({ type: z.literal('sgd'), momentum: z.number().min(0).lt(1), weightDecay, gradientClip }),
]);

/** AdamW with β = (0.9, 0.999), ε = 1e-8, no decay and clipping at 5: the provisional default (math: §6). */
export const DEFAULT_OPTIMIZER: AdamWSpec = {
  type: 'adamw',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  gradientClip: 5,
};

/** Checks an optimiser document. @throws ChainzRuleError `INVALID_SPEC`. */
export function parseOptimizer(value: unknown): OptimizerSpec {
  return parseDocument(optimizerSchema, value, 'the optimizer document');
}
