import {
  type ActivationSpec,
  type ArithmeticV1,
  type Batch,
  type DregSpec,
  type HeadSpec,
  logitCount,
  type NetworkSpec,
  type OptimizerSpec,
  type Parameters,
  Rng,
  tensorShapes,
} from '@chainzrule/core';
import { roundTo } from '../arithmetic/round-to.ts';
import { magnitude, multiplyAdds } from './case-size.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { freeOfKinks } from './kink-free.ts';
import { roundBatch, roundParameters } from './round-case.ts';

/** How generated cases are drawn. */
export interface GeneratedCases {
  readonly seed: number;
  /** Most multiply-adds of one evaluation. */
  readonly multiplyAdds: number;
}

/** Values of a case stay below this share of the largest number of the format. */
const HEADROOM = 1e-3;
const TRIES = 60;

/**
 * The case of an index: sizes log-uniform (widths 1 … 512, depth 1 … 6, batch 1 … 257), every activation, penalty, reduction,
 * head and optimiser, row weights, clipping, and inputs that are large, tiny, constant in a column, or repeated.
 */
export function generatedCase(index: number, of: GeneratedCases, arithmetic: ArithmeticV1): ConformanceCase {
  const round = roundTo(arithmetic);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const rng = Rng.fromSeed(of.seed).fork(index).fork(attempt);
    const shrink = 1 / (1 + attempt);
    const network = drawNetwork(rng, shrink);
    const rows = logUniform(rng, 1, 257, shrink);
    if (multiplyAdds(network, rows) > of.multiplyAdds) continue;
    const drawn: ConformanceCase = {
      id: `generated/${of.seed}/${index}`,
      network,
      parameters: roundParameters(round, drawParameters(network, rng)),
      batch: roundBatch(round, drawBatch(network, rows, rng, shrink)),
      lambda: round(10 ** (-4 + 4 * rng.uniform())),
      optimizer: drawOptimizer(rng),
      learningRate: 10 ** (-4 + 2.5 * rng.uniform()),
      seed: (of.seed * 1_000_003 + index) >>> 0,
    };
    const free = freeOfKinks(drawn, arithmetic);
    if (magnitude(free) < HEADROOM * arithmetic.largestFinite) return free;
  }
  throw new Error(`case ${index} of seed ${of.seed}: no case fits the format after ${TRIES} tries`);
}

function drawNetwork(rng: Rng, shrink: number): NetworkSpec {
  const depth = Math.max(1, Math.round(logUniform(rng, 1, 6, 1) * Math.sqrt(shrink)));
  const widths = Array.from({ length: depth + 1 }, () => logUniform(rng, 1, 512, shrink));
  const dreg = drawDreg(rng);
  const smooth = (dreg.smoothing ?? 0) > 0;
  const layers = widths.slice(1).map((units) => ({ units, activation: drawActivation(rng, smooth) }));
  return { format: 'chainzrule/network@1', inputs: widths[0]!, layers, head: drawHead(rng), dreg };
}

function drawActivation(rng: Rng, smooth: boolean): ActivationSpec {
  const all: readonly ActivationSpec[] = [
    { type: 'cubic', coefficients: 'perUnit' },
    { type: 'cubic', coefficients: 'perUnit' },
    { type: 'cubic', coefficients: 'shared' },
    { type: 'identity' },
    { type: 'relu' },
    { type: 'tanh' },
    { type: 'gelu' },
    { type: 'silu' },
    { type: 'softplus' },
  ];
  return all[rng.integer(smooth ? 4 : all.length)]!;
}

function drawDreg(rng: Rng): DregSpec {
  const penalty = (['local', 'local', 'accumulated', 'activation', 'none'] as const)[rng.integer(5)]!;
  const reduction = (['sum', 'meanUnits'] as const)[rng.integer(2)]!;
  const smoothing = penalty === 'local' && rng.uniform() < 0.4 ? [0.1, 0.3, 1][rng.integer(3)] : undefined;
  return smoothing === undefined ? { penalty, reduction } : { penalty, reduction, smoothing };
}

function drawHead(rng: Rng): HeadSpec {
  const classes = logUniform(rng, 2, 20, 1);
  const all: readonly HeadSpec[] = [
    { type: 'binary' },
    { type: 'categorical', classes },
    { type: 'regression', outputs: logUniform(rng, 1, 8, 1) },
    { type: 'ordinal', classes },
  ];
  return all[rng.integer(all.length)]!;
}

function drawOptimizer(rng: Rng): OptimizerSpec {
  const weightDecay = rng.uniform() < 0.5 ? 0 : 10 ** (-3 + 2 * rng.uniform());
  const gradientClip = rng.uniform() < 0.4 ? 10 ** (-1 + 2 * rng.uniform()) : undefined;
  if (rng.uniform() < 0.3) return { type: 'sgd', momentum: rng.uniform() < 0.3 ? 0 : 0.9, weightDecay, gradientClip };
  const beta2 = [0.95, 0.99, 0.999][rng.integer(3)]!;
  return { type: 'adamw', beta1: 0.9, beta2, epsilon: [1e-8, 1e-6, 1e-3][rng.integer(3)]!, weightDecay, gradientClip };
}

/** Kernels of variance 1/fan-in; biases and coefficients scatter less the deeper the network is, so that cubics stay tame. */
function drawParameters(network: NetworkSpec, rng: Rng): Parameters {
  const spread = 0.3 / network.layers.length;
  const tensors = [...tensorShapes(network)].map(([name, shape]) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    const sd = name.endsWith('kernel') ? 1 / Math.sqrt(shape[0]!) : spread;
    const data = Float64Array.from({ length: size }, () => sd * rng.normal());
    if (name.endsWith('coefficients')) {
      for (let i = size / 4; i < size / 2; i++) data[i] = 1 + data[i]!;
      for (let i = (3 * size) / 4; i < size; i++) data[i] = data[i]! / 3;
    }
    return [name, { shape, data }] as const;
  });
  return Object.fromEntries(tensors);
}

function drawBatch(network: NetworkSpec, rows: number, rng: Rng, shrink: number): Batch {
  const { inputs: cols, head } = network;
  const scale = [1, 1, 1, 30 * shrink, 1e-3][rng.integer(5)]!;
  const data = Float64Array.from({ length: rows * cols }, () => scale * rng.normal());
  if (rng.uniform() < 0.2) for (let row = 0; row < rows; row++) data[row * cols] = scale;
  if (rng.uniform() < 0.2)
    for (let row = 1; row < rows; row += 2) data.copyWithin(row * cols, (row - 1) * cols, row * cols);
  const classes = head.type === 'categorical' || head.type === 'ordinal' ? head.classes : 2;
  const outputs = logitCount(head);
  const y =
    head.type === 'regression'
      ? { data: Float64Array.from({ length: rows * outputs }, () => rng.normal()), rows, cols: outputs }
      : Float64Array.from({ length: rows }, () => rng.integer(classes));
  const x = { data, rows, cols };
  if (rng.uniform() < 0.7) return { x, y };
  return {
    x,
    y,
    weights: Float64Array.from({ length: rows }, (_, row) => (row % 5 === 1 ? 0 : 0.2 + 2 * rng.uniform())),
  };
}

/** A whole number from `low` to `high`, uniform in its logarithm; `shrink` below 1 lowers the upper end. */
function logUniform(rng: Rng, low: number, high: number, shrink: number): number {
  const top = Math.max(low, high * shrink);
  return Math.round(low * (top / low) ** rng.uniform());
}
