import type { StepFactorsV1 } from '../contract/step-plan.ts';
import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';

/** What the step takes per step beside its rows, each of size 1. All are computed in float64 on the host. */
export interface StepScalars<T> {
  readonly lambda: T;
  /** AdamW: lr · √(1 − β2ᵗ) / (1 − β1ᵗ), so that no moment has to be corrected; SGD: lr. */
  readonly stepSize: T;
  /** lr · weight decay. */
  readonly decay: T;
  /** ε · √(1 − β2ᵗ), which goes with `stepSize`. */
  readonly epsilon: T;
  readonly beta1: T;
  readonly oneMinusBeta1: T;
  readonly beta2: T;
  readonly oneMinusBeta2: T;
}

/** Order of the columns of {@link scalarTable}. */
const COLUMNS = ['lambda', 'stepSize', 'decay', 'epsilon', 'beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2'] as const;

/** Number of scalars a step takes. */
export const SCALAR_COUNT: number = COLUMNS.length;

/** The scalars of every step of a plan, row-major [steps, SCALAR_COUNT]. */
export function scalarTable(optimizer: OptimizerSpec, factors: StepFactorsV1): Float64Array {
  const steps = factors.lambda.length;
  const table = new Float64Array(steps * COLUMNS.length);
  for (let step = 0; step < steps; step++) {
    const learningRate = factors.learningRate[step]!;
    const oneMinusBeta1 = factors.oneMinusBeta1[step]!;
    const oneMinusBeta2 = factors.oneMinusBeta2[step]!;
    const root = Math.sqrt(factors.correction2[step]!);
    const adam = optimizer.type === 'adamw';
    const row: Record<(typeof COLUMNS)[number], number> = {
      lambda: factors.lambda[step]!,
      stepSize: adam ? (learningRate * root) / factors.correction1[step]! : learningRate,
      decay: learningRate * optimizer.weightDecay,
      epsilon: adam ? optimizer.epsilon * root : 0,
      beta1: 1 - oneMinusBeta1,
      oneMinusBeta1,
      beta2: 1 - oneMinusBeta2,
      oneMinusBeta2,
    };
    COLUMNS.forEach((name, column) => {
      table[step * COLUMNS.length + column] = row[name];
    });
  }
  return table;
}

/** Splits one row of the table, a tensor [1, SCALAR_COUNT], into its scalars [1, 1]. */
export function stepScalars<T extends object>(ops: TensorOpsV1<T>, row: T): StepScalars<T> {
  const entries = COLUMNS.map((name, column) => [name, ops.slice(row, 1, column, 1)] as const);
  return Object.fromEntries(entries) as unknown as StepScalars<T>;
}
