import {
  type ActivationSpec,
  type HeadSpec,
  initialParameters,
  logitCount,
  type NetworkSpec,
  type Parameters,
  Rng,
  type TensorOpsV1,
  tensorShapes,
  train,
} from '@chainzrule/core';
import { createReferenceBackend, ReferenceExecutor, type ReferenceTensor } from '@chainzrule/core/reference';
import { createOnnxExecutor } from '@chainzrule/onnx';
import { describe, expect, it } from 'vitest';
import { regularizedBackend } from '../../src/science/baselines/regularized-backend.ts';
import { regularizedObjective } from '../../src/science/baselines/regularized-objective.ts';
import type { Regularizer } from '../../src/science/baselines/regularizer.ts';

const activations: readonly ActivationSpec[] = [
  { type: 'cubic', coefficients: 'perUnit' },
  { type: 'tanh' },
  { type: 'gelu' },
  { type: 'silu' },
  { type: 'softplus' },
];
const heads: readonly HeadSpec[] = [{ type: 'binary' }, { type: 'categorical', classes: 3 }];
const LAMBDA = 0.37;
const STEP = 2 ** -17;

const networkOf = (first: ActivationSpec, second: ActivationSpec, head: HeadSpec, inputs = 4): NetworkSpec => ({
  format: 'chainzrule/network@1',
  inputs,
  layers: [
    { units: 5, activation: first },
    { units: 3, activation: second },
  ],
  head,
  dreg: { penalty: 'none', reduction: 'sum' },
});

function randomParameters(network: NetworkSpec, rng: Rng): Map<string, ReferenceTensor> {
  return new Map(
    [...tensorShapes(network)].map(([name, shape]) => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      const data = Float64Array.from({ length: size }, () => 0.5 * rng.normal());
      if (name.endsWith('coefficients')) for (let i = size / 4; i < size / 2; i++) data[i]! += 1;
      return [name, { shape, data }];
    }),
  );
}

/** Evaluates the objective through the reference: loss, penalty and gradients by name. */
function evaluate(
  network: NetworkSpec,
  regularizer: Regularizer,
  tensors: ReadonlyMap<string, ReferenceTensor>,
  batch: readonly ReferenceTensor[],
  masks: readonly ReferenceTensor[],
) {
  const names = [...tensors.keys()];
  const outputs = new ReferenceExecutor().run(
    `${JSON.stringify([network, regularizer])}`,
    <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] => {
      const named = Object.fromEntries(names.map((name, index) => [name, inputs[index]!]));
      const [x, targets, weights, lambda, ...rest] = inputs.slice(names.length) as T[];
      const parts = { x: x!, targets: targets!, weights };
      const result = regularizedObjective(ops, network, regularizer, named, parts, lambda!, rest);
      return [result.loss, result.penalty, ...names.map((name) => result.gradients[name]!)];
    },
    [...tensors.values(), ...batch, { shape: [1, 1], data: Float64Array.of(LAMBDA) }, ...masks],
  );
  const gradients = new Map(names.map((name, index) => [name, outputs[index + 2]!.data]));
  return { loss: outputs[0]!.data[0]!, penalty: outputs[1]!.data[0]!, gradients };
}

function randomBatch(network: NetworkSpec, rng: Rng): ReferenceTensor[] {
  const rows = 6;
  const columns = logitCount(network.head);
  const targets = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    if (columns === 1) targets[row] = rng.integer(2);
    else targets[row * columns + rng.integer(columns)] = 1;
  }
  return [
    { shape: [rows, network.inputs], data: Float64Array.from({ length: rows * network.inputs }, () => rng.normal()) },
    { shape: [rows, columns], data: targets },
    { shape: [rows, 1], data: Float64Array.from({ length: rows }, () => 0.2 + rng.uniform()) },
  ];
}

function checkGradients(network: NetworkSpec, regularizer: Regularizer, seed: number): void {
  const rng = Rng.fromSeed(seed);
  const tensors = randomParameters(network, rng);
  const batch = randomBatch(network, rng);
  const masks =
    regularizer.type === 'dropout'
      ? network.layers.map(({ units }) => ({
          shape: [6, units],
          data: Float64Array.from({ length: 6 * units }, () => (rng.uniform() < regularizer.rate ? 0 : 2)),
        }))
      : [];
  const { loss, gradients } = evaluate(network, regularizer, tensors, batch, masks);
  for (const [name, { shape, data }] of tensors) {
    const direction = Float64Array.from(data, () => (rng.integer(2) === 0 ? -1 : 1));
    const at = (sign: number): number => {
      const moved = data.map((value, index) => value + sign * STEP * direction[index]!);
      return evaluate(network, regularizer, new Map(tensors).set(name, { shape, data: moved }), batch, masks).loss;
    };
    const difference = (at(1) - at(-1)) / (2 * STEP);
    const gradient = gradients.get(name)!;
    const slope = gradient.reduce((sum, value, index) => sum + value * direction[index]!, 0);
    const size = gradient.reduce((sum, value) => sum + Math.abs(value), Math.abs(loss));
    expect(Math.abs(slope - difference), `${regularizer.type} ${name}`).toBeLessThan(1e-6 * size);
  }
}

describe('the neighbours of DREG', () => {
  it.each([{ type: 'hoffman' }, { type: 'inputGradient' }, { type: 'dropout', rate: 0.5 }] as const)(
    '$type: gradients agree with central differences, through every activation and head',
    (regularizer) => {
      let seed = 1;
      for (const head of heads) {
        for (const first of activations) {
          for (const second of activations) checkGradients(networkOf(first, second, head), regularizer, seed++);
        }
      }
    },
  );

  it("Hoffman's penalty is half the squared Frobenius norm of the logits' Jacobian, by differences of the forward pass", async () => {
    const network = networkOf({ type: 'tanh' }, { type: 'gelu' }, { type: 'categorical', classes: 3 });
    const rng = Rng.fromSeed(3);
    const tensors = randomParameters(network, rng);
    const [x, targets] = randomBatch(network, rng) as [ReferenceTensor, ReferenceTensor];
    const weights = { shape: [6, 1], data: new Float64Array(6).fill(1) };
    const { penalty } = evaluate(network, { type: 'hoffman' }, tensors, [x, targets, weights], []);
    await using program = await createReferenceBackend().compile(network, Object.fromEntries(tensors) as Parameters);
    let squares = 0;
    for (let input = 0; input < 4; input++) {
      const moved = async (sign: number): Promise<Float64Array> => {
        const data = x.data.map((value, index) => (index % 4 === input ? value + sign * STEP : value));
        return Float64Array.from((await program.forward({ data, rows: 6, cols: 4 })).data);
      };
      const [up, down] = [await moved(1), await moved(-1)];
      squares += up.reduce((sum, value, index) => sum + ((value - down[index]!) / (2 * STEP)) ** 2, 0);
    }
    expect(penalty).toBeCloseTo(squares / 6 / 2, 8);
  });

  it('spectral normalisation keeps every kernel within its bound', async () => {
    const bound = 0.7;
    const { state } = await trained({ type: 'spectralNorm', bound });
    for (const [name, tensor] of Object.entries(state.parameters)) {
      if (!name.endsWith('.kernel')) continue;
      // Power iteration to convergence is a check of its own: the backend does one step at a time.
      expect(largestSingularValue(tensor.data, tensor.shape[0]!, tensor.shape[1]!)).toBeLessThan(bound * 1.02);
    }
  });

  it('a strong Jacobian penalty flattens the function; without strength it changes nothing', async () => {
    const normOf = async (regularizer: Regularizer, strength: number): Promise<number> => {
      const { state, network, rows } = await trained(regularizer, strength);
      await using program = await createReferenceBackend().compile(network, state.parameters);
      const { input } = await program.derivativeNorms(rows.x);
      return input.reduce((sum, value) => sum + value, 0) / input.length;
    };
    for (const type of ['hoffman', 'inputGradient'] as const) {
      expect(await normOf({ type }, 3)).toBeLessThan(0.6 * (await normOf({ type }, 0)));
    }
    const plain = await trained(undefined, 0);
    expect((await trained({ type: 'hoffman' }, 0)).state.parameters).toEqual(plain.state.parameters);
  });

  it('dropout of rate 0 is the plain network, and the masks follow from the seed', async () => {
    const plain = await trained(undefined, 0);
    const none = await trained({ type: 'dropout', rate: 0 });
    for (const [name, { data }] of Object.entries(plain.state.parameters)) {
      none.state.parameters[name]!.data.forEach((value, index) => {
        expect(value).toBeCloseTo(data[index]!, 10);
      });
    }
    const once = await trained({ type: 'dropout', rate: 0.5 });
    expect((await trained({ type: 'dropout', rate: 0.5 })).state.parameters).toEqual(once.state.parameters);
    expect(once.state.parameters).not.toEqual(plain.state.parameters);
  });
});

describe('the same training on ONNX Runtime', () => {
  it.each([
    [{ type: 'hoffman' }, 0.3],
    [{ type: 'inputGradient' }, 0.3],
    [{ type: 'dropout', rate: 0.3 }, 0],
    [{ type: 'spectralNorm', bound: 0.7 }, 0],
  ] as const)('%o arrives where the float64 reference arrives', async (regularizer, strength) => {
    const onnx = await createOnnxExecutor({ runtime: 'node' });
    const [found, wanted] = [await trained(regularizer, strength, onnx), await trained(regularizer, strength)];
    for (const [name, { data }] of Object.entries(wanted.state.parameters)) {
      found.state.parameters[name]!.data.forEach((value, index) => {
        expect(Math.abs(value - data[index]!), `${name}[${index}]`).toBeLessThan(2e-3);
      });
    }
  });
});

async function trained(
  regularizer: Regularizer | undefined,
  lambda = 0,
  onnx?: Awaited<ReturnType<typeof createOnnxExecutor>>,
) {
  const network = networkOf({ type: 'relu' }, { type: 'tanh' }, { type: 'binary' });
  const rng = Rng.fromSeed(11);
  const data = Float64Array.from({ length: 40 * 4 }, () => rng.normal());
  const y = Float64Array.from({ length: 40 }, (_, row) => (data[row * 4]! * data[row * 4 + 1]! > 0 ? 1 : 0));
  const rows = { x: { data, rows: 40, cols: 4 }, y };
  const reference = { description: createReferenceBackend(), executor: new ReferenceExecutor() };
  const backend =
    regularizer === undefined
      ? createReferenceBackend()
      : onnx === undefined
        ? regularizedBackend(reference, regularizer, 5)
        : regularizedBackend(onnx, regularizer, 5);
  const { state } = await train({
    backend,
    network,
    parameters: initialParameters(network, Rng.fromSeed(2)),
    optimizer: { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, gradientClip: 5 },
    rows,
    epochs: 60,
    batchSize: 16,
    learningRate: 0.01,
    lambda,
    seed: 4,
  });
  return { state, network, rows };
}

function largestSingularValue(kernel: Float64Array, rows: number, cols: number): number {
  let u = Array.from({ length: cols }, (_, index) => 1 + index);
  let sigma = 0;
  for (let iteration = 0; iteration < 500; iteration++) {
    const v = Array.from({ length: rows }, (_, i) =>
      u.reduce((sum, value, j) => sum + kernel[i * cols + j]! * value, 0),
    );
    const size = Math.hypot(...v);
    u = Array.from({ length: cols }, (_, j) =>
      v.reduce((sum, value, i) => sum + (kernel[i * cols + j]! * value) / size, 0),
    );
    sigma = Math.hypot(...u);
    u = u.map((value) => value / sigma);
  }
  return sigma;
}
