import {
  type EncoderModel,
  type EncoderTraining,
  fail,
  type Label,
  type Matrix,
  type TailRatio,
  tailRatio,
} from '@chainzrule/core';
import { openCheckpointFile, writeFolder } from '#disk';
import type { TextFacts } from '../embed/embed-texts.ts';
import type { EncoderIdentity } from '../encoder/sentence-encoder.ts';
import { classesOf, classIndices } from './class-labels.ts';
import { optimizerOf } from './fine-tune-settings.ts';
import { encodeFineTuned, type FineTunedModel, fineTunedConfig } from './fine-tuned-document.ts';
import type { FineTunedFitOptions, FineTunedSaveOptions } from './fine-tuned-options.ts';
import type { FineTunedParts } from './fine-tuned-parts.ts';
import type { FineTuneEpoch } from './fine-tuning-record.ts';
import type { HeadOutputs } from './head-outputs.ts';
import { initialModel } from './initial-model.ts';
import { type LabelledLists, labelledLists, withoutWeightless } from './labelled-lists.ts';
import { type FineTuningResult, runFineTuning } from './run-fine-tuning.ts';
import { type TokenLists, tokenLists } from './token-lists.ts';
import { TrainedBert } from './trained-bert.ts';

/** A classifier of texts whose encoder is trained along. Dispose it to free the device's memory. */
export class FineTunedClassifier implements AsyncDisposable {
  readonly #parts: FineTunedParts;
  #trained: TrainedBert | undefined;
  #result: FineTuningResult = { history: [], bestEpoch: 0 };

  constructor(parts: FineTunedParts) {
    this.#parts = parts;
  }

  /** What the encoder was before training: kind, source, revision, limit and the hash of its files. */
  get identity(): EncoderIdentity {
    return this.#parts.identity;
  }

  /** Width of the pooled output, which the network takes. */
  get dimensions(): number {
    return this.#parts.start.spec.hidden;
  }

  /** The classes in the order of the columns of `predictProba`. @throws ChainzRuleError `NOT_FITTED`. */
  get classes(): readonly Label[] {
    return this.#require('classes').classes;
  }

  /** Figures of every epoch of the last `fit`; empty after a load. */
  get history(): readonly FineTuneEpoch[] {
    return this.#result.history;
  }

  /** The epoch of the last `fit` whose parameters are kept: the last one, unless validation texts chose. 0 after a load. */
  get bestEpoch(): number {
    return this.#result.bestEpoch;
  }

  /**
   * Trains encoder and network on labelled texts, from the pretrained weights on; a second call starts anew.
   * @throws ChainzRuleError `INVALID_DATA`, `SHAPE_MISMATCH`, `DIVERGED`, `ABORTED`; `INVALID_ARGUMENT` for another run's checkpoint.
   */
  async fit(texts: readonly string[], labels: ArrayLike<Label>, options: FineTunedFitOptions = {}): Promise<this> {
    const { start, settings, runtime } = this.#parts;
    const classes = classesOf('fit', labels);
    const data = withoutWeightless(this.#labelled('fit', texts, labels, classes, options.sampleWeight));
    const watched = options.validation;
    const validation = watched && this.#labelled('fit: validation', watched.texts, watched.labels, classes);
    const { network, lambda, tensors } = initialModel(this.#parts, classes.length, data.lists.length);
    const training: EncoderTraining = {
      optimizer: optimizerOf(settings),
      frozen: settings.frozen,
      penalty: settings.encoderLambda > 0 ? 'local' : 'none',
    };
    const { signal, onStep, onEpoch } = options;
    const checkpoint =
      options.checkpoint &&
      (await openCheckpointFile(options.checkpoint.path, {
        settings,
        network,
        lambda,
        start: tensors,
        data,
        validation,
      }));
    const program = await runtime.compile({ encoder: start.spec, network, tensors }, training);
    const trained = this.#asTrained(program, { network, classes });
    try {
      this.#result = await runFineTuning({
        program,
        settings,
        layers: start.spec.layers,
        lambda,
        data,
        padding: this.#padding,
        from: checkpoint?.from,
        signal,
        onStep,
        onEpoch,
        validate: validation && (() => trained.measure(validation)),
        checkpointSteps: options.checkpoint?.everySteps,
        onCheckpoint: checkpoint?.write,
      });
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
    await this.#replace(trained);
    return this;
  }

  /** The most probable class of each text (ordinal: by the thresholds passed). @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async predict(texts: readonly string[]): Promise<Label[]> {
    const trained = this.#require('predict');
    const logits = await trained.logits(this.#tokens('predict', texts).lists);
    return Array.from(trained.predicted(logits), (index) => trained.classes[index]!);
  }

  /** Probabilities [texts, classes], columns in the order of `classes`. @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async predictProba(texts: readonly string[]): Promise<Matrix> {
    const trained = this.#require('predictProba');
    return trained.probabilities(await trained.logits(this.#tokens('predictProba', texts).lists));
  }

  /** What the network is given for each text and says of it, to measure it by. @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async headOutputs(texts: readonly string[]): Promise<HeadOutputs> {
    const trained = this.#require('headOutputs');
    const { lists } = this.#tokens('headOutputs', texts);
    const [features, logits] = [await trained.features(lists), await trained.logits(lists)];
    return { network: trained.network, parameters: await trained.parameters(), features, logits };
  }

  /** Tail ratios over texts without labels (math: §4), of the derivative with respect to the pooled output. */
  async tailRatio(texts: readonly string[]): Promise<{ readonly layer: TailRatio; readonly input: TailRatio }> {
    const { network, parameters, features } = await this.headOutputs(texts);
    const { createReferenceBackend } = await import('@chainzrule/core/reference');
    await using program = await createReferenceBackend().compile(network, parameters);
    const { layer, input } = await program.derivativeNorms(features);
    return { layer: tailRatio(layer), input: tailRatio(input) };
  }

  /** How long texts are for the encoder, and how many it would cut. @throws ChainzRuleError `INVALID_DATA`. */
  facts(texts: readonly string[]): TextFacts {
    const { tokenizer, maxTokens } = this.#parts;
    const { lengths, cut } = tokenLists('facts', tokenizer, texts, maxTokens);
    return {
      texts: texts.length,
      tokens: lengths.reduce((sum, length) => sum + length, 0),
      longest: lengths.reduce((most, length) => Math.max(most, length), 0),
      cut,
      empty: texts.filter((text) => text.trim() === '').length,
    };
  }

  /**
   * What the model is as files by name: `model.safetensors` (tensors named as in Hugging Face's BertForSequenceClassification),
   * `config.json`, the tokenizer's and, with a writer, `onnx/model.onnx`. With it transformers.js runs a folder of them as
   * `pipeline('text-classification')`.
   * @throws ChainzRuleError `NOT_FITTED`.
   */
  async files({ onnx }: FineTunedSaveOptions = {}): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
    const { program, network, classes } = this.#require('files');
    const { start, maxTokens } = this.#parts;
    const model: EncoderModel = { encoder: start.spec, network, tensors: await program.parameters() };
    const config = `${JSON.stringify(fineTunedConfig(start.config, classes), null, 2)}\n`;
    const files = new Map(start.tokenizerFiles);
    files.set('config.json', new TextEncoder().encode(config));
    files.set('model.safetensors', encodeFineTuned({ ...model, classes, maxTokens }));
    if (onnx !== undefined) files.set('onnx/model.onnx', onnx(model));
    return files;
  }

  /** Writes the {@link files} to a folder, each atomically. @throws ChainzRuleError `NOT_FITTED`, `IO_FAILED`; `UNSUPPORTED` in a page. */
  async save(folder: string, options: FineTunedSaveOptions = {}): Promise<void> {
    await writeFolder(folder, await this.files(options));
  }

  /** Takes a trained model in place of what is there; for loading. */
  async use({ encoder, network, tensors, classes }: FineTunedModel): Promise<void> {
    const training: EncoderTraining = {
      optimizer: optimizerOf(this.#parts.settings),
      frozen: encoder.layers + 1,
      penalty: 'none',
    };
    const program = await this.#parts.runtime.compile({ encoder, network, tensors }, training);
    await this.#replace(this.#asTrained(program, { network, classes }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const trained = this.#trained;
    this.#trained = undefined;
    await trained?.[Symbol.asyncDispose]();
  }

  get #padding(): { readonly id: number; readonly limit: number } {
    return { id: this.#parts.tokenizer.padding, limit: this.#parts.maxTokens };
  }

  #asTrained(program: TrainedBert['program'], meaning: Pick<TrainedBert, 'network' | 'classes'>): TrainedBert {
    const { batchSize } = this.#parts.settings;
    return new TrainedBert(program, meaning, { batchSize, padding: this.#padding });
  }

  async #replace(trained: TrainedBert): Promise<void> {
    const before = this.#trained;
    this.#trained = trained;
    await before?.[Symbol.asyncDispose]();
  }

  #labelled(
    call: string,
    texts: readonly string[],
    labels: ArrayLike<Label>,
    classes: readonly Label[],
    sampleWeight?: ArrayLike<number>,
  ): LabelledLists {
    const { lists } = this.#tokens(call, texts);
    return labelledLists(call, lists, labels, (given) => classIndices(call, classes, given), sampleWeight);
  }

  #tokens(call: string, texts: readonly string[]): TokenLists {
    const { tokenizer, maxTokens, onWarning } = this.#parts;
    const tokens = tokenLists(call, tokenizer, texts, maxTokens);
    const { cut } = tokens;
    if (cut > 0) {
      onWarning({
        code: 'TEXTS_CUT',
        message: `${call}: ${cut} of ${texts.length} texts have more than the ${maxTokens} tokens that count; what is over does not. Shorten or split them if it should`,
        details: { call, cut, texts: texts.length, maxTokens },
      });
    }
    return tokens;
  }

  #require(call: string): TrainedBert {
    return (
      this.#trained ?? fail('NOT_FITTED', `${call}: the classifier is not trained yet; call fit first, or load one`)
    );
  }
}
