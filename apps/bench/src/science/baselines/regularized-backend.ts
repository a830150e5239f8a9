import {
  type BackendDescription,
  type BackendV1,
  backendFromExecutor,
  DEFAULT_OPTIMIZER,
  type ExecutorV1,
} from '@chainzrule/core';
import { RegularizedExecutor } from './regularized-executor.ts';
import type { Regularizer } from './regularizer.ts';

/** An executor and what it says about itself: `@chainzrule/onnx` makes one, and the reference is another. */
export interface Computer<V> {
  readonly description: BackendDescription;
  readonly executor: ExecutorV1<V>;
}

/**
 * A backend that trains under a regularizer: `trainSteps` takes its step, everything else is the executor's own. λ of the plan is the
 * strength of `hoffman` and `inputGradient`. `seed` draws the dropout masks and the power iteration's start.
 */
export function regularizedBackend<V>(
  { description, executor }: Computer<V>,
  regularizer: Regularizer,
  seed: number,
): BackendV1 {
  const own = { ...description, name: `${description.name} ${regularizer.type}` };
  return {
    ...own,
    contract: 'chainzrule/backend@1',
    compile(network, parameters, optimizer = DEFAULT_OPTIMIZER) {
      const wrapped = new RegularizedExecutor(executor, network, optimizer, regularizer, seed);
      return backendFromExecutor(own, wrapped).compile(network, parameters, optimizer);
    },
  };
}
