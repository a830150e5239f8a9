import type { AdamWSpec } from '@chainzrule/core';

/** AdamW as BERT is fine-tuned with. */
export const ADAMW: AdamWSpec = {
  type: 'adamw',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  gradientClip: 1,
};
