import { z } from 'zod';
import { parseDocument } from './parse.ts';

/** A learnable cubic, `φ(z) = a0 + a1 z + a2 z² + a3 z³`; coefficients `[4, units]` (`perUnit`) or `[4]` (`shared`). */
export interface CubicActivation {
  readonly type: 'cubic';
  readonly coefficients: 'perUnit' | 'shared';
}

/** An ordinary activation; `gelu` is the exact (erf) form. */
export interface FixedActivation {
  readonly type: 'relu' | 'tanh' | 'gelu' | 'silu' | 'softplus' | 'identity';
}

/** The closed union of activations: the penalty needs φ, φ′ and φ″ of each. */
export type ActivationSpec = CubicActivation | FixedActivation;

/** One hidden layer: `h = φ(h_prev · kernel + bias)`, kernel `[in, units]`. */
export interface LayerSpec {
  readonly units: number;
  readonly activation: ActivationSpec;
}

/** What the linear head predicts and which loss trains it (math: §1). */
export type HeadSpec =
  | { readonly type: 'binary' }
  | { readonly type: 'categorical'; readonly classes: number }
  | { readonly type: 'regression'; readonly outputs: number }
  | { readonly type: 'ordinal'; readonly classes: number };

/** The derivative penalty (math: §2). `smoothing` is the sd of the Gaussian on z, 0 when absent. */
export interface DregSpec {
  readonly penalty: 'local' | 'accumulated' | 'activation' | 'none';
  readonly reduction: 'sum' | 'meanUnits';
  readonly smoothing?: number | undefined;
}

/** A network as a plain document: `chainzrule/network@1`. */
export interface NetworkSpec {
  readonly format: 'chainzrule/network@1';
  readonly inputs: number;
  /** Hidden layers; none makes a linear model, which has no penalty. */
  readonly layers: readonly LayerSpec[];
  readonly head: HeadSpec;
  readonly dreg: DregSpec;
}

/** Largest width, class count or input count a document may name: a guard against hostile files, not a goal. */
const MAX_WIDTH = 1_048_576;
/** Most hidden layers a document may have. */
const MAX_DEPTH = 256;

const width: z.ZodType<number> = z.int().min(1).max(MAX_WIDTH);

const activationSchema: z.ZodType<ActivationSpec> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cubic'), coefficients: z.enum(['perUnit', 'shared']) }),
  z.strictObject({ type: z.enum(['relu', 'tanh', 'gelu', 'silu', 'softplus', 'identity']) }),
]);

const headSchema: z.ZodType<HeadSpec> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('binary') }),
  z.strictObject({ type: z.literal('categorical'), classes: z.int().min(2).max(MAX_WIDTH) }),
  z.strictObject({ type: z.literal('regression'), outputs: width }),
  z.strictObject({ type: z.literal('ordinal'), classes: z.int().min(2).max(MAX_WIDTH) }),
]);

const dregSchema: z.ZodType<DregSpec> = z.strictObject({
  penalty: z.enum(['local', 'accumulated', 'activation', 'none']),
  reduction: z.enum(['sum', 'meanUnits']),
  smoothing: z.number().min(0).max(1e3).optional(),
});

/** The zod schema of {@link NetworkSpec}. */
export const networkSchema: z.ZodType<NetworkSpec> = z
  .strictObject({
    format: z.literal('chainzrule/network@1'),
    inputs: width,
    layers: z.array(z.strictObject({ units: width, activation: activationSchema })).max(MAX_DEPTH),
    head: headSchema,
    dreg: dregSchema,
  })
  .superRefine((network, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (network.layers.length === 0 && network.dreg.penalty !== 'none') {
      refuse(['dreg', 'penalty'], '"none" for a network without hidden layers (the penalty is a mean over them)');
    }
    if (!network.dreg.smoothing) return;
    if (network.dreg.penalty !== 'local')
      refuse(['dreg', 'smoothing'], '0, or penalty "local" (smoothing is defined for it alone)');
    network.layers.forEach((layer, index) => {
      if (layer.activation.type === 'cubic' || layer.activation.type === 'identity') return;
      refuse(
        ['layers', index, 'activation', 'type'],
        '"cubic" | "identity" under smoothing > 0 (or drop dreg.smoothing)',
      );
    });
  });

/**
 * Checks a network document.
 * @throws ChainzRuleError `INVALID_SPEC` naming each path, what was found there and what is allowed.
 */
export function parseNetwork(value: unknown): NetworkSpec {
  return parseDocument(networkSchema, value, 'the network document');
}
