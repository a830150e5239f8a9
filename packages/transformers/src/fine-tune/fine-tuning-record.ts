import type { EncoderLossesV1 } from '@chainzrule/core';

/** What one optimiser step measured before its update. */
export interface FineTuneStep extends EncoderLossesV1 {
  /** Counted from 1. */
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
  /** Of all trained tensors together, before clipping. */
  readonly gradientNorm: number;
  /** That of the network and pooler. */
  readonly learningRate: number;
}

/** What one epoch measured; means over its steps. */
export interface FineTuneEpoch extends EncoderLossesV1 {
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done at its end. */
  readonly step: number;
  readonly gradientNorm: number;
  /** Of its steps. */
  readonly largestGradientNorm: number;
  /** λ of the network's penalty. */
  readonly lambda: number;
  /** That of the network and pooler at its last step. */
  readonly learningRate: number;
  /** On the validation texts after the epoch. */
  readonly validation?: { readonly logLoss: number; readonly accuracy: number } | undefined;
}

/** The figures that an epoch is the mean of. */
const MEANS = ['loss', 'task', 'penalty', 'encoderPenalty', 'gradientNorm'] as const;

/** What the steps of an epoch so far add up to. */
export type FigureSums = Readonly<Record<(typeof MEANS)[number], number>> & { readonly largestGradientNorm: number };

/** Sums before the first step. */
export const NO_FIGURES: FigureSums = {
  loss: 0,
  task: 0,
  penalty: 0,
  encoderPenalty: 0,
  gradientNorm: 0,
  largestGradientNorm: 0,
};

/** Sums with one step more. */
export function addStep(sums: FigureSums, step: FineTuneStep): FigureSums {
  const largestGradientNorm = Math.max(sums.largestGradientNorm, step.gradientNorm);
  return { ...means((name) => sums[name] + step[name]), largestGradientNorm };
}

/** Means over the steps of an epoch. */
export function epochMeans(sums: FigureSums, steps: number): FigureSums {
  return { ...means((name) => sums[name] / steps), largestGradientNorm: sums.largestGradientNorm };
}

function means(value: (name: (typeof MEANS)[number]) => number): Record<(typeof MEANS)[number], number> {
  return Object.fromEntries(MEANS.map((name) => [name, value(name)])) as Record<(typeof MEANS)[number], number>;
}
