import type { StepFactorsV1 } from '../contract/step-plan.ts';
import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { type MomentScale, scaleAt } from './moment-scale.ts';

/** What the step takes per step beside its rows, each of size 1. All are computed in float64 on the host. */
export interface StepScalars<T> {
  readonly lambda: T;
  /** AdamW: lr · √(1 − β2ᵗ) / (1 − β1ᵗ), so that no moment has to be corrected, times (1 − β1) / √(1 − β2) for sums; SGD: lr. */
  readonly stepSize: T;
  /** lr · weight decay. */
  readonly decay: T;
  /** ε · √(1 − β2ᵗ), which goes with `stepSize`; divided by √(1 − β2) for sums. */
  readonly epsilon: T;
  readonly beta1: T;
  readonly beta2: T;
  /** 1 − β1 and 1 − β2; undefined where the moments are sums ({@link MomentScale}), whose scale is in the other factors. */
  readonly oneMinusBeta1: T | undefined;
  readonly oneMinusBeta2: T | undefined;
}

/** Columns of a table for sums; one for the moments themselves has {@link AVERAGES} as well. */
const COLUMNS = ['lambda', 'stepSize', 'decay', 'epsilon', 'beta1', 'beta2'] as const;
const AVERAGES = ['oneMinusBeta1', 'oneMinusBeta2'] as const;

/** The scalars of many steps. */
export interface ScalarTable {
  /** [steps, columns], row-major. */
  readonly values: Float64Array;
  readonly columns: number;
}

/** The scalars of every step of a plan; `scale`: that of the moments before it, where they are sums. */
export function scalarTable(optimizer: OptimizerSpec, factors: StepFactorsV1, scale?: MomentScale): ScalarTable {
  const steps = factors.lambda.length;
  const columns = scale === undefined ? COLUMNS.length + AVERAGES.length : COLUMNS.length;
  const values = new Float64Array(steps * columns);
  let before = scale;
  for (let step = 0; step < steps; step++) {
    const own = before && scaleAt(factors, step);
    values.set(rowOf(optimizer, factors, step, before, own), step * columns);
    before = own;
  }
  return { values, columns };
}

/** One row. Sums under the scale `before` that are to be under `own` decay by β · before / own, which is β while β stays. */
function rowOf(
  optimizer: OptimizerSpec,
  factors: StepFactorsV1,
  step: number,
  before: MomentScale | undefined,
  own: MomentScale | undefined,
): number[] {
  const learningRate = factors.learningRate[step]!;
  const adam = optimizer.type === 'adamw';
  const [first, second] = [factors.oneMinusBeta1[step]!, factors.oneMinusBeta2[step]!];
  const root = Math.sqrt(factors.correction2[step]! / (own?.second ?? 1));
  const stepSize = adam ? (learningRate * root * (own?.first ?? 1)) / factors.correction1[step]! : learningRate;
  const [beta1, beta2] = [1 - first, 1 - second];
  return [
    factors.lambda[step]!,
    stepSize,
    learningRate * optimizer.weightDecay,
    adam ? optimizer.epsilon * root : 0,
    before && own ? beta1 * (before.first / own.first) : beta1,
    before && own ? beta2 * (before.second / own.second) : beta2,
    ...(own === undefined ? [first, second] : []),
  ];
}

/** Splits one row of a table, a tensor [1, columns], into its scalars [1, 1]. */
export function stepScalars<T extends object>(ops: TensorOpsV1<T>, row: T): StepScalars<T> {
  const names = ops.shape(row)[1] === COLUMNS.length ? COLUMNS : [...COLUMNS, ...AVERAGES];
  const entries = names.map((name, column) => [name, ops.slice(row, 1, column, 1)] as const);
  return Object.fromEntries(entries) as unknown as StepScalars<T>;
}
