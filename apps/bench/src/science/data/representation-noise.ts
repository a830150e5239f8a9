import type { Matrix, Rng } from '@chainzrule/core';

/** Noise on prepared inputs, of training and test rows alike: what a bad representation does, not a way to train. */
export type NoiseDocument =
  | { readonly type: 'none' }
  /** x + sd · ξ, ξ ~ N(0, 1). */
  | { readonly type: 'gaussian'; readonly sd: number }
  /** Each value is set to 0 (its mean) with this probability. */
  | { readonly type: 'featureDropout'; readonly rate: number }
  /** Values in [−5, 5] rounded to the middle of one of `levels` equal steps. */
  | { readonly type: 'quantised'; readonly levels: number };

const RANGE = 5;

/** The inputs under noise. */
export function withNoise({ data, rows, cols }: Matrix, noise: NoiseDocument, rng: Rng): Matrix {
  return { data: Float64Array.from(data, (value) => noisy(value, noise, rng)), rows, cols };
}

function noisy(value: number, noise: NoiseDocument, rng: Rng): number {
  switch (noise.type) {
    case 'none':
      return value;
    case 'gaussian':
      return value + noise.sd * rng.normal();
    case 'featureDropout':
      return rng.uniform() < noise.rate ? 0 : value;
    case 'quantised': {
      const step = (2 * RANGE) / noise.levels;
      const level = Math.min(Math.floor((value + RANGE) / step), noise.levels - 1);
      return (level + 0.5) * step - RANGE;
    }
  }
}

/** Noise in a few words, as it stands in tables. */
export function describeNoise(noise: NoiseDocument): string {
  switch (noise.type) {
    case 'none':
      return 'clean';
    case 'gaussian':
      return `gaussian ${noise.sd}`;
    case 'featureDropout':
      return `dropout ${noise.rate}`;
    case 'quantised':
      return `${noise.levels} levels`;
  }
}
