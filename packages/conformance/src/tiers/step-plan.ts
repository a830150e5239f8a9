import type { OptimizerSpec, StepPlanV1 } from '@chainzrule/core';
import type { StepFactors } from './step-rules.ts';

/** The factors of step `t` (counted from 1), as the core computes them. */
export function factorsAt(optimizer: OptimizerSpec, t: number, lambda: number, learningRate: number): StepFactors {
  const [beta1, beta2] = optimizer.type === 'adamw' ? [optimizer.beta1, optimizer.beta2] : [0, 0];
  return {
    lambda,
    learningRate,
    oneMinusBeta1: 1 - beta1,
    oneMinusBeta2: 1 - beta2,
    correction1: 1 - beta1 ** t,
    correction2: 1 - beta2 ** t,
  };
}

/** Steps as one plan. `rows`: the rows of each step, all of equal number but the last. */
export function planOf(rows: readonly Int32Array[], factors: readonly StepFactors[]): StepPlanV1 {
  const column = (name: keyof StepFactors): Float64Array => Float64Array.from(factors, (step) => step[name]);
  const all = new Int32Array(rows.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of rows) {
    all.set(part, offset);
    offset += part.length;
  }
  return {
    rows: all,
    batchSize: rows[0]?.length ?? 1,
    factors: {
      lambda: column('lambda'),
      learningRate: column('learningRate'),
      oneMinusBeta1: column('oneMinusBeta1'),
      oneMinusBeta2: column('oneMinusBeta2'),
      correction1: column('correction1'),
      correction2: column('correction2'),
    },
  };
}
