import type { Contestant } from './contestant.ts';
import { rowsOf, type Size } from './sizes.ts';

/** The part of brain.js that is timed; the package has no types of its own. */
interface BrainNetwork {
  train(rows: readonly { input: readonly number[]; output: readonly number[] }[], options: object): unknown;
}

/** brain.js on the CPU: plain stochastic gradient descent, row by row; a unit is as many rows as a batch. */
export async function brainContestant(size: Size, batchSize: number): Promise<Contestant> {
  const name: string = 'brain.js';
  const { default: brain } = (await import(name)) as {
    default: { NeuralNetwork: new (options: object) => BrainNetwork };
  };
  const network = new brain.NeuralNetwork({ hiddenLayers: [...size.units], activation: 'relu' });
  const { x, y } = rowsOf(size, batchSize);
  const classes = size.head.type === 'categorical' ? size.head.classes : 1;
  const rows = Array.from({ length: batchSize }, (_, row) => {
    const label = (y as Float64Array)[row]!;
    return {
      input: [...x.data.subarray(row * x.cols, (row + 1) * x.cols)],
      output: classes === 1 ? [label] : Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)),
    };
  });
  return {
    name: 'brain.js: relu, row by row',
    async run(steps) {
      network.train(rows, { iterations: steps, errorThresh: 1e-12, learningRate: 1e-5, errorCheckInterval: 1e9 });
    },
    async [Symbol.asyncDispose]() {},
  };
}
