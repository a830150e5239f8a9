import {
  type ArithmeticV1,
  isDecayed,
  type OptimizerSpec,
  type Parameters,
  type TrainingStateV1,
} from '@chainzrule/core';
import { compare, type Verdict } from '../judge/verdict.ts';
import type { Judged } from '../sensitivity/sensitivity.ts';

/** The factors of one step, in float64. */
export interface StepFactors {
  readonly lambda: number;
  readonly learningRate: number;
  readonly oneMinusBeta1: number;
  readonly oneMinusBeta2: number;
  readonly correction1: number;
  readonly correction2: number;
}

/**
 * The state after one step against the state before it (docs: tolerances). Moments against those of the judged gradient;
 * parameters against the float64 update made of the backend's **own** moments, since g / √v is a sign function at step 1.
 */
export function stateVerdicts(
  optimizer: OptimizerSpec,
  factors: StepFactors,
  before: TrainingStateV1,
  after: TrainingStateV1,
  gradients: ReadonlyMap<string, Judged>,
  arithmetic: ArithmeticV1,
): Verdict[] {
  return Object.keys(before.parameters).flatMap((name) => {
    const verdictsOf = optimizer.type === 'adamw' ? adamw : sgd;
    return verdictsOf(name, optimizer, factors, before, after, gradients.get(name)!, arithmetic);
  });
}

type Rule = (
  name: string,
  optimizer: OptimizerSpec,
  factors: StepFactors,
  before: TrainingStateV1,
  after: TrainingStateV1,
  gradient: Judged,
  arithmetic: ArithmeticV1,
) => Verdict[];

/** |Δm| ≤ (1−β1) T + 6u(β1|m₀| + (1−β1)|g|); |Δv| ≤ (1−β2)(2|g|T + T²) + 8uv; |Δθ| ≤ u(3|θ| + 12 lr |U|). */
const adamw: Rule = (name, optimizer, factors, before, after, { expected: g, tolerance: t }, arithmetic) => {
  const { unitRoundoff: u, smallestNormal } = arithmetic;
  const { oneMinusBeta1: a, oneMinusBeta2: b, learningRate, correction1, correction2 } = factors;
  const [m0, v0, m, v] = [
    arrayOf(before.moments.first, name),
    arrayOf(before.moments.second!, name),
    arrayOf(after.moments.first, name),
    arrayOf(after.moments.second!, name),
  ];
  const first = g.map((value, i) => (1 - a) * m0[i]! + a * value);
  const second = g.map((value, i) => (1 - b) * v0[i]! + b * value * value);
  // 3u and 4u, and as much again since factors reach the device rounded and a backend may keep moments scaled.
  const limitM = g.map(
    (value, i) => a * t[i]! + 6 * u * ((1 - a) * Math.abs(m0[i]!) + a * Math.abs(value)) + 4 * smallestNormal,
  );
  const limitV = g.map(
    (value, i) => b * (2 * Math.abs(value) * t[i]! + t[i]! ** 2) + 8 * u * second[i]! + 4 * smallestNormal,
  );
  const epsilon = optimizer.type === 'adamw' ? optimizer.epsilon : 0;
  const update = m.map((value, i) => value / correction1 / (Math.sqrt(Math.max(v[i]!, 0) / correction2) + epsilon));
  return [
    compare(`first moment of ${name}`, m, first, limitM),
    compare(`second moment of ${name}`, v, second, limitV),
    parameterVerdict(name, optimizer, learningRate, before, after, update, arithmetic),
  ];
};

/** |Δv| ≤ T + 6u(μ|v₀| + |g|); |Δθ| ≤ u(3|θ| + 12 lr |v|). */
const sgd: Rule = (name, optimizer, factors, before, after, { expected: g, tolerance: t }, arithmetic) => {
  const { unitRoundoff: u, smallestNormal } = arithmetic;
  const momentum = optimizer.type === 'sgd' ? optimizer.momentum : 0;
  const [v0, v] = [arrayOf(before.moments.first, name), arrayOf(after.moments.first, name)];
  const velocity = g.map((value, i) => momentum * v0[i]! + value);
  const limit = g.map(
    (value, i) => t[i]! + 6 * u * (momentum * Math.abs(v0[i]!) + Math.abs(value)) + 4 * smallestNormal,
  );
  return [
    compare(`velocity of ${name}`, v, velocity, limit),
    parameterVerdict(name, optimizer, factors.learningRate, before, after, v, arithmetic),
  ];
};

function parameterVerdict(
  name: string,
  { weightDecay }: OptimizerSpec,
  learningRate: number,
  before: TrainingStateV1,
  after: TrainingStateV1,
  update: Float64Array,
  { unitRoundoff: u, smallestNormal }: ArithmeticV1,
): Verdict {
  const theta = arrayOf(before.parameters, name);
  // The expectation is made of float64 operations, which round as well; it matters where the backend is as fine.
  const unit = u + 2 ** -53;
  const kept = isDecayed(name) ? 1 - learningRate * weightDecay : 1;
  const expected = theta.map((value, i) => kept * value - learningRate * update[i]!);
  const limit = theta.map(
    (value, i) => unit * (3 * Math.abs(value) + 12 * learningRate * Math.abs(update[i]!)) + 4 * smallestNormal,
  );
  return compare(name, arrayOf(after.parameters, name), expected, limit);
}

const arrayOf = (tensors: Parameters, name: string): Float64Array => tensors[name]!.data;
