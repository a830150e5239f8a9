import { type ArithmeticV1, DEFAULT_OPTIMIZER, type HeadSpec, initialParameters, Rng } from '@chainzrule/core';
import { roundTo } from '../arithmetic/round-to.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { roundBatch, roundParameters } from './round-case.ts';

const ROWS = 6;
const heads: readonly HeadSpec[] = [
  { type: 'binary' },
  { type: 'categorical', classes: 3 },
  { type: 'ordinal', classes: 3 },
];

/**
 * Heads whose logits are so large that their exponential overflows the format, |o| ≈ 1.5 ln(largestFinite): a softmax without
 * its shift or a softplus without its two sides gives ∞ or NaN there, and on ordinary logits nothing shows.
 */
export function extremeCases(arithmetic: ArithmeticV1): ConformanceCase[] {
  const round = roundTo(arithmetic);
  const large = 1.5 * Math.log(arithmetic.largestFinite);
  return heads.map((head, index) => {
    const rng = Rng.fromSeed(index).fork('extreme');
    const network = {
      format: 'chainzrule/network@1',
      inputs: 2,
      layers: [{ units: 3, activation: { type: 'tanh' } }],
      head,
      dreg: { penalty: 'local', reduction: 'sum' },
    } as const;
    const parameters = initialParameters(network, rng);
    const bias = parameters['head.bias']!;
    const data = bias.data.map((_, i) => (i === 0 ? large : -large));
    const x = { data: Float64Array.from({ length: 2 * ROWS }, () => rng.normal()), rows: ROWS, cols: 2 };
    const classes = 'classes' in head ? head.classes : 2;
    return {
      id: `extreme/${head.type}`,
      network,
      parameters: roundParameters(round, { ...parameters, 'head.bias': { ...bias, data } }),
      batch: roundBatch(round, { x, y: Float64Array.from({ length: ROWS }, (_, row) => row % classes) }),
      lambda: 0.125,
      optimizer: DEFAULT_OPTIMIZER,
      learningRate: 0.01,
      seed: index + 1,
    };
  });
}
