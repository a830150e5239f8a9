import {
  initialParameters,
  type OptimizerSpec,
  Rng,
  type Shape,
  type StepPlanV1,
  type TensorFunction,
  type TensorOpsV1,
} from '@chainzrule/core';
import { createOnnxBackend, createOnnxExecutor, type RuntimeName } from '../src/index.ts';
import { type Kind, networkOf, rowsOf, type Size } from './networks.ts';

/** Something that trains, step by step. */
export interface Contestant extends AsyncDisposable {
  readonly name: string;
  /** Does so many training steps in one call. */
  train(steps: number): Promise<void>;
}

const OPTIMIZER: OptimizerSpec = { type: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
const BATCHES = 32;

/** Training steps of a network on ONNX Runtime; each call is one plan. */
export async function stepContestant(runtime: RuntimeName, size: Size, kind: Kind): Promise<Contestant> {
  const backend = await createOnnxBackend({ runtime });
  const network = networkOf(size, kind);
  const program = await backend.compile(network, initialParameters(network, Rng.fromSeed(1)), OPTIMIZER);
  const data = await program.load(rowsOf(size, BATCHES * size.batchSize));
  return {
    name: kind,
    async train(steps) {
      await program.trainSteps(data, planOf(size, steps));
    },
    async [Symbol.asyncDispose]() {
      await data[Symbol.asyncDispose]();
      await program[Symbol.asyncDispose]();
    },
  };
}

function planOf({ batchSize }: Size, steps: number): StepPlanV1 {
  const fill = (value: number): Float64Array => new Float64Array(steps).fill(value);
  return {
    rows: Int32Array.from({ length: steps * batchSize }, (_, index) => (index * 7) % (BATCHES * batchSize)),
    batchSize,
    factors: {
      lambda: fill(1e-4),
      // So small that nothing diverges however long it is timed.
      learningRate: fill(1e-6),
      oneMinusBeta1: fill(0.1),
      oneMinusBeta2: fill(0.001),
      correction1: fill(1),
      correction2: fill(1),
    },
  };
}

/** The matrix products of a step (forward, to the kernels, to the inputs) and nothing else, in one scan: the runtime's floor. */
export async function productsContestant(runtime: RuntimeName, size: Size): Promise<Contestant> {
  const { executor } = await createOnnxExecutor({ runtime });
  const outputs = size.head.type === 'categorical' ? size.head.classes : 1;
  const widths = [size.inputs, ...size.units, outputs];
  const shapes = widths.slice(1).map((width, layer): Shape => [widths[layer]!, width]);
  const state = await Promise.all(
    shapes.map((shape) => executor.upload(new Float64Array(shape[0]! * shape[1]!).fill(0.01), shape)),
  );
  const { x } = rowsOf(size, BATCHES * size.batchSize);
  const data = [await executor.upload(Float64Array.from(x.data), [x.rows, x.cols])];
  return {
    name: 'matrix products',
    async train(steps) {
      const { rows } = planOf(size, steps);
      const { batchSize } = size;
      const fixed = { step: products(shapes.length), state, data, rows, batchSize };
      const scan = { ...fixed, scalars: new Float64Array(steps), scalarCount: 1, recordCount: 1 };
      executor.dispose((await executor.scan(`products ${JSON.stringify(size)}`, scan)).state);
    },
    async [Symbol.asyncDispose]() {
      executor.dispose([...state, ...data]);
    },
  };
}

function products(layers: number): TensorFunction {
  return <T extends object>(ops: TensorOpsV1<T>, inputs: readonly T[]): readonly T[] => {
    const kernels = inputs.slice(0, layers);
    const values = [inputs[layers]!];
    for (const kernel of kernels) values.push(ops.matmul(values.at(-1)!, kernel));
    let upstream = values.at(-1)!;
    const gradients: T[] = [];
    for (let layer = layers - 1; layer >= 0; layer--) {
      gradients.unshift(ops.matmul(values[layer]!, upstream, true, false));
      if (layer > 0) upstream = ops.matmul(upstream, kernels[layer]!, false, true);
    }
    return [...gradients, ops.slice(inputs[layers + 1]!, 1, 0, 1)];
  };
}
