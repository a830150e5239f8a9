import {
  accuracy,
  classProbabilities,
  type EncoderProgramV1,
  type HeadSpec,
  type Label,
  logitCount,
  logLoss,
  type Matrix,
  type NetworkSpec,
  type Parameters,
  predictedClasses,
  type TokenBatch,
  tensorShapes,
} from '@chainzrule/core';
import type { FineTuneEpoch } from './fine-tuning-record.ts';
import type { LabelledLists, Padding } from './labelled-lists.ts';
import { type TokenLists, tokenBatch } from './token-lists.ts';

/** A program with what its outputs mean, asked in batches of texts alike in length. */
export class TrainedBert implements AsyncDisposable {
  readonly program: EncoderProgramV1;
  readonly network: NetworkSpec;
  readonly classes: readonly Label[];
  readonly #batchSize: number;
  readonly #padding: Padding;

  constructor(
    program: EncoderProgramV1,
    meaning: { readonly network: NetworkSpec; readonly classes: readonly Label[] },
    batching: { readonly batchSize: number; readonly padding: Padding },
  ) {
    this.program = program;
    this.network = meaning.network;
    this.classes = meaning.classes;
    this.#batchSize = batching.batchSize;
    this.#padding = batching.padding;
  }

  /** [texts, logits]. */
  logits(lists: TokenLists['lists']): Promise<Matrix> {
    return this.#each(lists, logitCount(this.network.head), (tokens) => this.program.forward(tokens));
  }

  /** What the network takes: pooled outputs [texts, hidden]. */
  features(lists: TokenLists['lists']): Promise<Matrix> {
    return this.#each(lists, this.network.inputs, (tokens) => this.program.features(tokens));
  }

  probabilities(logits: Matrix): Matrix {
    return classProbabilities(this.#head, logits);
  }

  predicted(logits: Matrix): Float64Array {
    return predictedClasses(this.#head, logits);
  }

  async measure({ lists, y }: LabelledLists): Promise<FineTuneEpoch['validation']> {
    const logits = await this.logits(lists);
    return { logLoss: logLoss(y, this.probabilities(logits)), accuracy: accuracy(y, this.predicted(logits)) };
  }

  /** The network's own tensors. */
  async parameters(): Promise<Parameters> {
    const tensors = await this.program.parameters();
    const named = [...tensorShapes(this.network).keys()].map((name) => {
      const { shape, data } = tensors.get(name)!;
      return [name, { shape, data: Float64Array.from(data) }] as const;
    });
    return Object.fromEntries(named);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }

  get #head(): Exclude<HeadSpec, { type: 'regression' }> {
    return this.network.head as Exclude<HeadSpec, { type: 'regression' }>;
  }

  /** Rows of all texts in their order; the shortest texts go first, so that a batch holds texts alike in length. */
  async #each(lists: TokenLists['lists'], cols: number, run: (tokens: TokenBatch) => Promise<Matrix>): Promise<Matrix> {
    const order = Int32Array.from([...lists.keys()].sort((a, b) => lists[a]!.length - lists[b]!.length));
    const data = new Float64Array(lists.length * cols);
    for (let from = 0; from < order.length; from += this.#batchSize) {
      const rows = order.slice(from, from + this.#batchSize);
      const found = await run(tokenBatch(lists, rows, this.#padding.id, this.#padding.limit));
      rows.forEach((row, at) => {
        data.set(found.data.subarray(at * cols, (at + 1) * cols), row * cols);
      });
    }
    return { data, rows: lists.length, cols };
  }
}
