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
  /** On the validation texts after the epoch. */
  readonly validation?: { readonly logLoss: number; readonly accuracy: number } | undefined;
}

/** The figures that an epoch is the mean of. */
export const FIGURES = ['loss', 'task', 'penalty', 'encoderPenalty', 'gradientNorm'] as const;

/** Sums of the figures over the steps of an epoch so far. */
export type FigureSums = Readonly<Record<(typeof FIGURES)[number], number>>;

/** Sums before the first step. */
export const NO_FIGURES: FigureSums = { loss: 0, task: 0, penalty: 0, encoderPenalty: 0, gradientNorm: 0 };

/** Figures combined one by one. */
export function combineFigures(
  a: FigureSums,
  combine: (value: number, name: (typeof FIGURES)[number]) => number,
): FigureSums {
  return Object.fromEntries(FIGURES.map((name) => [name, combine(a[name], name)])) as FigureSums;
}
