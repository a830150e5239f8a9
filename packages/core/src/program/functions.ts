import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';
import { derivativeNorms, forward, objective, type TensorsByName, trainingStep } from '../step/index.ts';
import type { TensorFunction } from '../trace/trace.ts';

/** What a program runs, as functions over lists of tensors in canonical order (`tensorShapes`). */
export interface ProgramFunctions {
  /** [...parameters, x] → [logits]. */
  readonly forward: TensorFunction;
  /** [...parameters, x] → [layer norms, input norms], [rows, 1] each. */
  readonly derivativeNorms: TensorFunction;
  /** [...parameters, λ [1, 1], x, targets, weights?] → [loss, task, penalty, penaltyPerLayer, ...gradients]. */
  readonly evaluate: TensorFunction;
  /** [...parameters, ...first moments, ...second moments?, x, targets, weights?, scalars] → [...state, record]. */
  readonly trainingStep: TensorFunction;
}

/** Writes a network's functions. */
export function programFunctions(network: NetworkSpec, optimizer: OptimizerSpec): ProgramFunctions {
  const names = [...tensorShapes(network).keys()];
  const count = names.length;
  const named = <T>(tensors: readonly T[]): TensorsByName<T> =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  const listed = <T>(tensors: TensorsByName<T>): T[] => names.map((name) => tensors[name]!);
  const stateCount = count * (optimizer.type === 'adamw' ? 3 : 2);

  return {
    forward<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] {
      return [forward(ops, network, named(inputs), inputs[count]!).logits];
    },
    derivativeNorms<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] {
      const { layer, input } = derivativeNorms(ops, network, named(inputs), inputs[count]!);
      return [layer, input];
    },
    evaluate<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] {
      const [lambda, x, targets, weights] = inputs.slice(count);
      const result = objective(ops, network, named(inputs), { x: x!, targets: targets!, weights }, lambda!);
      return [result.loss, result.task, result.penalty, result.penaltyPerLayer, ...listed(result.gradients)];
    },
    trainingStep<T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] {
      const part = (index: number): TensorsByName<T> => named(inputs.slice(index * count, (index + 1) * count));
      const state = { parameters: part(0), first: part(1), second: optimizer.type === 'adamw' ? part(2) : {} };
      const [x, targets, ...rest] = inputs.slice(stateCount);
      const scalars = rest.at(-1)!;
      const weights = rest.length === 2 ? rest[0] : undefined;
      const step = trainingStep(ops, network, optimizer, state, { x: x!, targets: targets!, weights }, scalars);
      const second = optimizer.type === 'adamw' ? listed(step.state.second) : [];
      return [...listed(step.state.parameters), ...listed(step.state.first), ...second, step.record];
    },
  };
}
