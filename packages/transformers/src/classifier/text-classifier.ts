import {
  type ChainzRuleClassifier,
  type ChainzRuleOrdinal,
  describeValue,
  type EpochRecord,
  encodeModel,
  fail,
  type Label,
  type Matrix,
  type TailRatio,
} from '@chainzrule/core';
import { createEmbeddingCache } from '../cache/create-embedding-cache.ts';
import { type EmbeddedBlock, type EmbedOptions, embedBlocks, type Texts } from '../embed/embed-blocks.ts';
import { embedTexts, type TextFacts } from '../embed/embed-texts.ts';
import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';
import type { ResolvedRuntime, TextCallOptions, TextFitOptions, TextPrediction } from './text-classifier-options.ts';
import { withEncoder } from './text-document.ts';

/** A classifier of texts; `createTextClassifier` and `loadTextClassifier` make it. Dispose it to free the encoder. */
export class TextClassifier implements AsyncDisposable {
  readonly encoder: SentenceEncoder;
  readonly #head: ChainzRuleClassifier | ChainzRuleOrdinal;
  readonly #runtime: ResolvedRuntime;

  constructor(encoder: SentenceEncoder, head: ChainzRuleClassifier | ChainzRuleOrdinal, runtime: ResolvedRuntime) {
    this.encoder = encoder;
    this.#head = head;
    this.#runtime = runtime;
  }

  /** The classes in the order of the columns of `predictProba`. @throws ChainzRuleError `NOT_FITTED`. */
  get classes(): readonly Label[] {
    return this.#head.classes;
  }

  /** Figures of every epoch of the last `fit`; empty after a load. */
  get history(): readonly EpochRecord[] {
    return this.#head.history;
  }

  /**
   * Embeds the texts and trains the head on them; a second call starts anew. The texts may come one after another; labels are read
   * after the last text. Memory: the embeddings (4 bytes a number) and the head's own copies of them in float64.
   * @throws ChainzRuleError `INVALID_DATA` (also for a label in `validation` that training did not see), `SHAPE_MISMATCH`, `DIVERGED`, `ABORTED`.
   */
  async fit(texts: Texts, labels: ArrayLike<Label>, options: TextFitOptions = {}): Promise<this> {
    const { validation, sampleWeight, onEpoch, signal } = options;
    const X = await this.#embed('fit', texts, options);
    const watched =
      typeof validation === 'object'
        ? { X: await this.#embed('fit: validation', validation.texts, options), y: validation.labels }
        : validation;
    await this.#head.fit(X, labels, { names: columnNames(X.cols), validation: watched, sampleWeight, onEpoch, signal });
    return this;
  }

  /** The class of each text. @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`, `ABORTED`. */
  async predict(texts: Texts, options: TextCallOptions = {}): Promise<Label[]> {
    const labels: Label[] = [];
    for await (const { label } of this.predictEach(texts, options)) labels.push(label);
    return labels;
  }

  /** Probabilities [texts, classes], columns in the order of `classes`. @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`, `ABORTED`. */
  async predictProba(texts: Texts, options: TextCallOptions = {}): Promise<Matrix> {
    const { classes } = this;
    const rows: number[] = [];
    for await (const { probabilities } of this.predictEach(texts, options)) rows.push(...probabilities);
    return { data: Float64Array.from(rows), rows: rows.length / classes.length, cols: classes.length };
  }

  /** The class and probabilities of each text as they come: memory does not grow with their number. */
  async *predictEach(texts: Texts, options: TextCallOptions = {}): AsyncGenerator<TextPrediction> {
    const cols = this.classes.length;
    let cut = 0;
    for await (const { vectors, tokens } of embedBlocks(this.encoder, texts, await this.#embedOptions(options))) {
      cut += this.#countCut(tokens);
      const [labels, { data }] = [await this.#head.predict(vectors), await this.#head.predictProba(vectors)];
      for (const [row, label] of labels.entries())
        yield { label, probabilities: [...data.subarray(row * cols, (row + 1) * cols)] };
    }
    this.#warnOfCut('predict', cut);
  }

  /** Tail ratios over texts without labels (math: §4), of the derivative with respect to the standardised embedding. */
  async tailRatio(
    texts: Texts,
    options: TextCallOptions = {},
  ): Promise<{ readonly layer: TailRatio; readonly input: TailRatio }> {
    return await this.#head.tailRatio(await this.#embed('tailRatio', texts, options));
  }

  /**
   * The head, its preparation and what the encoder is (name, revision, dtype, pooling, hashes, a few vectors to check it by) as the bytes
   * of one safetensors file. The encoder's weights are not in it.
   */
  async save(): Promise<Uint8Array<ArrayBuffer>> {
    return encodeModel(await withEncoder(this.#head.model, this.encoder));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.encoder[Symbol.asyncDispose]();
  }

  async #embed(call: string, texts: Texts, options: TextCallOptions): Promise<EmbeddedBlock['vectors']> {
    checkTexts(call, texts);
    const { vectors, facts } = await embedTexts(this.encoder, texts, await this.#embedOptions(options));
    this.#warnOfCut(call, facts.cut, facts);
    return vectors;
  }

  async #embedOptions({ onProgress, signal }: TextCallOptions): Promise<EmbedOptions> {
    const { cache: folder, batchSize, onWarning } = this.#runtime;
    const cache = folder === undefined ? undefined : await createEmbeddingCache(folder, this.encoder, onWarning);
    return { cache, batchSize, onProgress, signal };
  }

  #countCut(tokens: Int32Array): number {
    const limit = this.encoder.maxTokens ?? Number.POSITIVE_INFINITY;
    return tokens.reduce((count, length) => count + (length > limit ? 1 : 0), 0);
  }

  #warnOfCut(call: string, cut: number, facts?: TextFacts): void {
    if (cut === 0) return;
    const of = facts === undefined ? '' : ` of ${facts.texts}`;
    const { maxTokens } = this.encoder;
    this.#runtime.onWarning({
      code: 'TEXTS_CUT',
      message: `${call}: ${cut}${of} texts have more than the ${maxTokens} tokens the encoder takes; what is over does not count. Shorten or split them if it should`,
      details: { call, cut, maxTokens, ...facts },
    });
  }
}

function checkTexts(call: string, texts: unknown): void {
  const iterable =
    typeof texts === 'object' && texts !== null && (Symbol.iterator in texts || Symbol.asyncIterator in texts);
  if (!iterable)
    fail(
      'INVALID_DATA',
      `${call}: texts are ${describeValue(texts)}; allowed: an array, or anything that gives one text after another`,
    );
}

/** Names of the embedding's numbers: `e0`, `e1` … */
function columnNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `e${index}`);
}
