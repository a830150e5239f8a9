/** What one epoch measured; means are over its steps. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Optimiser steps done at its end. */
  readonly step: number;
  readonly loss: number;
  readonly task: number;
  readonly penalty: number;
  /** Mean and largest global gradient norm before clipping. */
  readonly gradientNorm: number;
  readonly largestGradientNorm: number;
  /** λ and the learning rate of the last step. */
  readonly lambda: number;
  readonly learningRate: number;
  /** Task loss on the validation rows after the epoch. */
  readonly validation?: number | undefined;
  /** Tail ratios on up to 256 training rows after the epoch, at about 50 epochs of the run. */
  readonly tailRatio?: { readonly layer: number; readonly input: number } | undefined;
}
