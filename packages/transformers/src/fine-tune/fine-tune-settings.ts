import { type AdamWSpec, DEFAULT_OPTIMIZER, describeValue, type FitSettings, fail } from '@chainzrule/core';

/** The network on the pooled output; see `FitSettings` of the core. */
export type HeadSettings = Partial<
  Pick<FitSettings, 'layers' | 'activation' | 'coefficients' | 'penalty' | 'reduction' | 'smoothing' | 'initial'>
> & {
  /** λ of the network's penalty; `auto`: by the number of texts, as for tables. */
  readonly lambda?: number | 'auto';
};

/** How a BERT is fine-tuned. */
export interface FineTuneSettings {
  /** Passes over the texts. */
  readonly epochs: number;
  /** Texts per optimiser step. */
  readonly batchSize: number;
  /** Texts that go through the encoder at once; their gradients are summed up to `batchSize`. Less memory, the same step. */
  readonly microBatchSize: number;
  /** The peak at the network and pooler: reached after the warm-up, then falling in a line to 0. */
  readonly learningRate: number;
  /** Each layer further down learns at this share of the rate above it (Howard & Ruder 2018); 1: all alike. */
  readonly layerDecay: number;
  /** Share of the steps in which the rate rises in a line from 0. */
  readonly warmup: number;
  readonly weightDecay: number;
  readonly gradientClip: number;
  /** Depths that stay as they were, from below: 1 the embeddings, 1 + n the first n layers too. */
  readonly frozen: number;
  /** λ of the derivative penalty on the encoder's inner activations; 0: none. */
  readonly encoderLambda: number;
  readonly seed: number;
}

/** What BERT's authors fine-tune with (Devlin et al. 2019, appendix A.3), with layer-wise decay. */
export const DEFAULT_FINE_TUNING: FineTuneSettings = {
  epochs: 3,
  batchSize: 32,
  microBatchSize: 8,
  learningRate: 5e-5,
  layerDecay: 0.9,
  warmup: 0.1,
  weightDecay: 0.01,
  gradientClip: 1,
  frozen: 0,
  encoderLambda: 0,
  seed: 0,
};

const whole = (least: number) => ({
  allowed: `a whole number >= ${least}`,
  holds: (value: number) => Number.isSafeInteger(value) && value >= least,
});
const positive = {
  allowed: 'a finite number > 0',
  holds: (value: number) => value > 0 && value < Number.POSITIVE_INFINITY,
};
const notNegative = {
  allowed: 'a finite number >= 0',
  holds: (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY,
};

const RULES: Readonly<Record<keyof FineTuneSettings, { readonly allowed: string; holds(value: number): boolean }>> = {
  epochs: whole(1),
  batchSize: whole(1),
  microBatchSize: whole(1),
  learningRate: positive,
  layerDecay: { allowed: 'a number in (0, 1]', holds: (value) => value > 0 && value <= 1 },
  warmup: { allowed: 'a number in [0, 1]', holds: (value) => value >= 0 && value <= 1 },
  weightDecay: notNegative,
  gradientClip: positive,
  frozen: whole(0),
  encoderLambda: notNegative,
  seed: whole(0),
};

/** Completes settings with the defaults. @throws ChainzRuleError `INVALID_ARGUMENT` naming the setting, what was found and what is allowed. */
export function fineTuneSettings(changes: Partial<FineTuneSettings> = {}): FineTuneSettings {
  const settings: Record<string, number> = { ...DEFAULT_FINE_TUNING };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    const rule = RULES[name as keyof FineTuneSettings];
    if (rule === undefined)
      fail(
        'INVALID_ARGUMENT',
        `fine-tuning has no setting ${describeValue(name)}; there are ${Object.keys(RULES).join(', ')}`,
      );
    if (typeof value !== 'number' || !rule.holds(value))
      fail('INVALID_ARGUMENT', `${name} is ${describeValue(value)}; allowed: ${rule.allowed}`, { name, value });
    settings[name] = value;
  }
  return settings as unknown as FineTuneSettings;
}

/** The optimiser of the settings. */
export function optimizerOf({ weightDecay, gradientClip }: FineTuneSettings): AdamWSpec {
  return { ...DEFAULT_OPTIMIZER, weightDecay, gradientClip };
}
