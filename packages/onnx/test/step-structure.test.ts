import { type ActivationSpec, type NetworkSpec, programFunctions, tensorShapes } from '@chainzrule/core';
import { describe, expect, it } from 'vitest';
import { trainingModel } from '../src/backend/training-model.ts';
import { decodeMessage, type GraphProto, type ModelProto, modelSchema } from '../src/proto/index.ts';

const OPTIMIZER = { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

type Kind = 'relu' | 'cubic' | 'cubic+dreg' | 'relu+dreg';

/** The sizes of the project's speed targets. */
const SIZES = {
  small: { inputs: 8, units: [64, 64], head: { type: 'binary' }, outputs: 1, batchSize: 32 },
  big: { inputs: 128, units: [256, 256], head: { type: 'categorical', classes: 5 }, outputs: 5, batchSize: 64 },
} as const;

function networkOf({ inputs, units, head }: (typeof SIZES)[keyof typeof SIZES], kind: Kind): NetworkSpec {
  const activation: ActivationSpec = kind.startsWith('cubic')
    ? { type: 'cubic', coefficients: 'perUnit' }
    : { type: 'relu' };
  const layers = units.map((width) => ({ units: width, activation }));
  const dreg = { penalty: kind.endsWith('dreg') ? 'local' : 'none', reduction: 'sum' } as const;
  return { format: 'chainzrule/network@1', inputs, layers, head, dreg };
}

/** The graph of a training model and the body of its Scan. */
function training(
  kind: Kind,
  sizeName: keyof typeof SIZES,
  target: 'native' | 'wasm' = 'native',
): { readonly graph: GraphProto; readonly body: GraphProto } {
  const size = SIZES[sizeName];
  const network = networkOf(size, kind);
  const shapes = [...tensorShapes(network).values()];
  const { trainingStep } = programFunctions(network, OPTIMIZER);
  const state = [...shapes, ...shapes, ...shapes];
  const data = [
    [320, size.inputs],
    [320, size.outputs],
  ];
  const { bytes } = trainingModel(
    trainingStep,
    { state, data, batchSize: size.batchSize, scalarCount: 6, recordCount: 4 },
    21,
    target,
  );
  const { graph } = decodeMessage<ModelProto>(modelSchema, bytes);
  const scan = graph!.nodes.find(({ opType }) => opType === 'Scan')!;
  return { graph: graph!, body: scan.attributes.find(({ name }) => name === 'body')!.graph! };
}

function counts({ nodes }: GraphProto): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { opType } of nodes) found[opType] = (found[opType] ?? 0) + 1;
  return found;
}

/** Operators of one training step that compute: views cost nothing that grows. */
function operators(kind: Kind, size: keyof typeof SIZES): number {
  return training(kind, size).body.nodes.filter(({ opType }) => opType !== 'Reshape').length;
}

/** What a step takes today; an operator more at these sizes is a share of the step's time (`pnpm bench speed --only targets`). */
const MOST: readonly (readonly [Kind, number])[] = [
  ['relu', 43],
  ['cubic', 71],
  ['cubic+dreg', 107],
  ['relu+dreg', 59],
];

describe('a training step as a graph', () => {
  it.each(MOST)('%s takes at most %i operators', (kind, most) => {
    expect(operators(kind, 'small')).toBeLessThanOrEqual(most);
  });

  it('gathers the batches of all steps at once and runs them in one Scan', () => {
    const { graph } = training('cubic+dreg', 'small');
    expect(counts(graph)).toMatchObject({ Scan: 1, Gather: 2 });
    expect(counts(training('cubic+dreg', 'small').body)['Gather']).toBeUndefined();
  });

  it('updates small tensors as one vector, and sums over the batch by products', () => {
    const found = counts(training('cubic+dreg', 'small').body);
    // One square root of second moments for all tensors, one of the gradients' norm.
    expect(found['Sqrt']).toBe(2);
    expect(found['ReduceSum']).toBeUndefined();
    expect(found['Pow']).toBeUndefined();
  });

  it('sums squares of gradients in two stages on WebAssembly, where a product of a long row with itself is slow', () => {
    const squares = (target: 'native' | 'wasm'): number =>
      training('cubic+dreg', 'big', target).body.nodes.filter(
        ({ opType, inputs }) => opType === 'Gemm' && inputs[0] === inputs[1],
      ).length;
    // The vector of small tensors, and the two large kernels.
    expect(squares('native')).toBe(3);
    expect(squares('wasm')).toBe(0);
  });

  it('updates large tensors by themselves: packing would copy them', () => {
    const small = counts(training('cubic+dreg', 'small').body)['Sqrt']!;
    const big = counts(training('cubic+dreg', 'big').body)['Sqrt']!;
    expect(big).toBe(small + 2);
  });
});
