import {
  type NetworkSpec,
  type OptimizerSpec,
  type TensorFunction,
  type TensorOpsV1,
  tensorShapes,
} from '@chainzrule/core';
import { globalNorm, optimizerStep, stepScalars, type TensorsByName } from '@chainzrule/core/step';
import { regularizedObjective } from './regularized-objective.ts';
import type { Regularizer } from './regularizer.ts';
import { spectralProjection } from './spectral-projection.ts';

/**
 * A training step under a regularizer, in a program's order: [...parameters, ...first, ...second?, ...vectors?, x, targets, weights?,
 * ...masks?, scalars] → [...state, ...vectors?, record]. `vectors` belong to `spectralNorm`, one a kernel; `masks` to `dropout`, one a layer.
 */
export function regularizedStep(
  network: NetworkSpec,
  optimizer: OptimizerSpec,
  regularizer: Regularizer,
  weighted: boolean,
): TensorFunction {
  const names = [...tensorShapes(network).keys()];
  const kernels = kernelNames(network);
  const adam = optimizer.type === 'adamw';
  return <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] => {
    const listed = (tensors: TensorsByName<T>): T[] => names.map((name) => tensors[name]!);
    const part = (index: number): TensorsByName<T> =>
      Object.fromEntries(names.map((name, i) => [name, inputs[index * names.length + i]!]));
    const state = { parameters: part(0), first: part(1), second: adam ? part(2) : {} };
    const rest = inputs.slice(names.length * (adam ? 3 : 2));
    const vectors = regularizer.type === 'spectralNorm' ? rest.splice(0, kernels.length) : [];
    const factors = stepScalars(ops, rest.at(-1)!);
    const [x, targets] = rest as [T, T];
    const weights = weighted ? rest[2] : undefined;
    const masks = regularizer.type === 'dropout' ? rest.slice(weighted ? 3 : 2, -1) : [];

    const batch = { x, targets, weights };
    const result = regularizedObjective(ops, network, regularizer, state.parameters, batch, factors.lambda, masks);
    const norm = globalNorm(ops, result.gradients);
    const next = optimizerStep(ops, optimizer, state, result.gradients, norm, factors);
    const parameters: Record<string, T> = { ...next.parameters };
    const turned: T[] = [];
    if (regularizer.type === 'spectralNorm') {
      kernels.forEach((name, index) => {
        const projected = spectralProjection(ops, parameters[name]!, vectors[index]!, regularizer.bound);
        parameters[name] = projected.kernel;
        turned.push(projected.u);
      });
    }
    const record = ops.concat([result.loss, result.task, result.penalty, norm], 1);
    return [...listed(parameters), ...listed(next.first), ...(adam ? listed(next.second) : []), ...turned, record];
  };
}

/** Names of the kernels, the head's last. */
export function kernelNames(network: NetworkSpec): string[] {
  return [...tensorShapes(network).keys()].filter((name) => name.endsWith('.kernel'));
}
