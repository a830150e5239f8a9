import {
  type ArithmeticV1,
  DEFAULT_OPTIMIZER,
  initialParameters,
  type NetworkSpec,
  type OptimizerSpec,
  Rng,
} from '@chainzrule/core';
import { roundTo } from '../arithmetic/round-to.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { roundBatch, roundParameters } from './round-case.ts';

const ROWS = 33;

const optimizers: Readonly<Record<string, OptimizerSpec>> = {
  adamw: { ...DEFAULT_OPTIMIZER, gradientClip: undefined },
  'adamw, decay and clipping': { ...DEFAULT_OPTIMIZER, weightDecay: 0.05, gradientClip: 0.5 },
  'sgd with momentum': { type: 'sgd', momentum: 0.9, weightDecay: 0.01, gradientClip: 1 },
};

/** A training for each optimiser: a smoothed cubic, an accumulated and an ordinary network in turn. */
export function trainingCases(seed: number, arithmetic: ArithmeticV1): ConformanceCase[] {
  const round = roundTo(arithmetic);
  return Object.entries(optimizers).map(([name, optimizer], index) => {
    const rng = Rng.fromSeed(seed).fork(`training ${name}`);
    const network = networks[index]!;
    const data = Float64Array.from({ length: ROWS * network.inputs }, () => rng.normal());
    const y = Float64Array.from({ length: ROWS }, () => rng.integer(3));
    const weights = Float64Array.from({ length: ROWS }, () => 0.5 + rng.uniform());
    const batch = { x: { data, rows: ROWS, cols: network.inputs }, y, ...(index === 1 && { weights }) };
    return {
      id: `training/${name}`,
      network,
      parameters: roundParameters(round, initialParameters(network, rng, { coefficientSd: 0.1 })),
      batch: roundBatch(round, batch),
      lambda: 0.125,
      optimizer,
      learningRate: optimizer.type === 'sgd' ? 0.05 : 0.01,
      seed: seed + index,
    };
  });
}

const layer = (units: number, type: 'cubic' | 'tanh' | 'silu') => ({
  units,
  activation: type === 'cubic' ? ({ type, coefficients: 'perUnit' } as const) : ({ type } as const),
});
const base = { format: 'chainzrule/network@1', inputs: 5, head: { type: 'categorical', classes: 3 } } as const;

const networks: readonly NetworkSpec[] = [
  {
    ...base,
    layers: [layer(8, 'cubic'), layer(6, 'cubic')],
    dreg: { penalty: 'local', reduction: 'sum', smoothing: 0.3 },
  },
  { ...base, layers: [layer(6, 'cubic'), layer(5, 'tanh')], dreg: { penalty: 'accumulated', reduction: 'meanUnits' } },
  { ...base, layers: [layer(7, 'silu'), layer(6, 'cubic')], dreg: { penalty: 'local', reduction: 'sum' } },
];
