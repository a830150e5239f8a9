import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../src/contract/parameters.ts';
import type { TensorOpsV1 } from '../../src/contract/tensor-ops.ts';
import { encodeTargets } from '../../src/program/encode-targets.ts';
import { Rng } from '../../src/random/rng.ts';
import { ReferenceExecutor, type ReferenceTensor } from '../../src/reference/reference-executor.ts';
import type { DregSpec, NetworkSpec } from '../../src/spec/network.ts';
import { tensorShapes } from '../../src/spec/tensor-shapes.ts';
import { objective } from '../../src/step/index.ts';
import type { TensorFunction } from '../../src/trace/trace.ts';
import { cubicNetwork, randomBatch, randomParameters } from '../support/networks.ts';

const ROWS = 4;
const STEP = 2 ** -17;
const executor = new ReferenceExecutor();

describe('the gradient with respect to the inputs', () => {
  it.each([
    ['local', [5, 3]],
    ['accumulated', [5, 3]],
    ['activation', [4]],
    ['none', []],
  ] as const)('%s penalty, hidden layers %j: agrees with central differences', (penalty, units) => {
    const dreg: DregSpec = { penalty, reduction: 'sum' };
    const network = cubicNetwork(6, units, { type: 'categorical', classes: 3 }, dreg);
    const parameters = randomParameters(network, 1);
    const { x, y } = randomBatch(network, ROWS, 2);
    const targets = { shape: [ROWS, 3], data: encodeTargets(network.head, y) };
    const run = (values: Float64Array): readonly ReferenceTensor[] =>
      executor.run(JSON.stringify(network), lossAndInputGradient(network), [
        ...tensorsOf(network, parameters),
        { shape: [ROWS, 6], data: values },
        targets,
      ]);
    const data = Float64Array.from(x.data);
    const gradient = run(data)[1]!.data;
    const rng = Rng.fromSeed(3);
    for (let trial = 0; trial < 5; trial++) {
      const direction = data.map(() => rng.normal());
      const at = (sign: number): number => run(data.map((v, i) => v + sign * STEP * direction[i]!))[0]!.data[0]!;
      const slope = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
      const error = Math.abs((at(1) - at(-1)) / (2 * STEP) - slope);
      expect(error).toBeLessThan(1e-8 * (1 + Math.abs(slope)));
    }
  });
});

function tensorsOf(network: NetworkSpec, parameters: Parameters): ReferenceTensor[] {
  return [...tensorShapes(network).keys()].map((name) => parameters[name]!);
}

function lossAndInputGradient(network: NetworkSpec): TensorFunction {
  const names = [...tensorShapes(network).keys()];
  return <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]) => {
    const tensors = Object.fromEntries(names.map((name, index) => [name, inputs[index]!]));
    const [x, targets] = inputs.slice(names.length) as [T, T];
    const result = objective(ops, network, tensors, { x, targets }, ops.constant([0.3], [1, 1]));
    return [result.loss, result.inputGradient()];
  };
}
