import type { Shape, TensorFunction, TensorOpsV1 } from '@chainzrule/core';
import type { Contestant } from './contestant.ts';
import { rowsOf, type Size } from './sizes.ts';

/** The contestant's name in tables. */
export const productsName = (runtime: 'node' | 'web'): string => `onnxruntime-${runtime}: matrix products alone`;

/** The matrix products of a step (forward, to the kernels, to the inputs) and nothing else, in one scan: the floor of ONNX Runtime. */
export async function productsContestant(runtime: 'node' | 'web', size: Size, batchSize: number): Promise<Contestant> {
  const { createOnnxExecutor } = await import('@chainzrule/onnx');
  const { executor } = await createOnnxExecutor({ runtime });
  const outputs = size.head.type === 'categorical' ? size.head.classes : 1;
  const widths = [size.inputs, ...size.units, outputs];
  const shapes = widths.slice(1).map((width, layer): Shape => [widths[layer]!, width]);
  const { x } = rowsOf(size, 16 * batchSize);
  const state = await Promise.all(
    shapes.map((shape) => executor.upload(new Float64Array(shape[0]! * shape[1]!).fill(0.01), shape)),
  );
  const data = [await executor.upload(Float64Array.from(x.data), [x.rows, x.cols])];
  const step = products(shapes.length);
  return {
    name: productsName(runtime),
    async run(steps) {
      const rows = Int32Array.from({ length: steps * batchSize }, (_, index) => index % x.rows);
      const fixed = { step, state, data, rows, batchSize };
      const scan = { ...fixed, scalars: new Float64Array(steps), scalarCount: 1, recordCount: 1 };
      executor.dispose((await executor.scan(`products ${JSON.stringify(shapes)}`, scan)).state);
    },
    async [Symbol.asyncDispose]() {
      executor.dispose([...state, ...data]);
    },
  };
}

/** [...kernels, batch, scalars] → [...gradients in the kernels' place, record]. */
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
