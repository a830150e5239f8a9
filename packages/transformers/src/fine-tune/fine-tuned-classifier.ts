import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  accuracy,
  type BertSpec,
  classProbabilities,
  type EncoderModel,
  type EncoderProgramV1,
  type EncoderTensors,
  type EncoderTraining,
  fail,
  type HeadSpec,
  type Label,
  logitCount,
  logLoss,
  type Matrix,
  type NetworkSpec,
  predictedClasses,
} from '@chainzrule/core';
import { readFileBounded, writeFileAtomic } from '@chainzrule/core/node';
import type { Tokenizer } from '../encoder/tokenizer.ts';
import type { OnWarning } from '../warning.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { classesOf, classIndices } from './class-labels.ts';
import { type FineTuneSettings, type HeadSettings, optimizerOf } from './fine-tune-settings.ts';
import { encodeFineTuned, type FineTunedModel, fineTunedConfig } from './fine-tuned-document.ts';
import type { FineTunedFitOptions, FineTunedRuntime, FineTunedSaveOptions } from './fine-tuned-options.ts';
import type { FineTuneEpoch } from './fine-tuning-record.ts';
import { initialModel } from './initial-model.ts';
import { type LabelledLists, withoutWeightless } from './labelled-lists.ts';
import { logitsOfTexts } from './logits-of-texts.ts';
import type { BertConfigJson } from './read-bert-config.ts';
import { runFineTuning } from './run-fine-tuning.ts';
import { runIdentity } from './run-identity.ts';
import { sampleWeights } from './sample-weights.ts';
import { type TokenLists, tokenLists } from './token-lists.ts';

/** Largest checkpoint that is read: 16 GiB. */
const MAX_CHECKPOINT_BYTES = 2 ** 34;

/** What a classifier is made of; `createFineTunedClassifier` and `loadFineTunedClassifier` gather it. */
export interface FineTunedParts extends Pick<FineTunedRuntime, 'runtime'> {
  /** Where a fit starts, and what is written beside the weights. */
  readonly start: {
    readonly spec: BertSpec;
    readonly tensors: EncoderTensors;
    readonly config: BertConfigJson;
    readonly tokenizerFiles: ReadonlyMap<string, Uint8Array>;
  };
  readonly tokenizer: Tokenizer;
  readonly maxTokens: number;
  readonly onWarning: OnWarning;
  readonly settings: FineTuneSettings;
  readonly head: HeadSettings;
  readonly ordinal: boolean;
}

/** A trained program with what its outputs mean. */
interface Fitted {
  readonly program: EncoderProgramV1;
  readonly network: NetworkSpec;
  readonly classes: readonly Label[];
}

/** A classifier of texts whose encoder is trained along. Dispose it to free the device's memory. */
export class FineTunedClassifier implements AsyncDisposable {
  readonly #parts: FineTunedParts;
  #fitted: Fitted | undefined;
  #history: readonly FineTuneEpoch[] = [];

  constructor(parts: FineTunedParts) {
    this.#parts = parts;
  }

  /** The classes in the order of the columns of `predictProba`. @throws ChainzRuleError `NOT_FITTED`. */
  get classes(): readonly Label[] {
    return this.#require('classes').classes;
  }

  /** Figures of every epoch of the last `fit`; empty after a load. */
  get history(): readonly FineTuneEpoch[] {
    return this.#history;
  }

  /**
   * Trains encoder and network on labelled texts, from the pretrained weights on; a second call starts anew.
   * @throws ChainzRuleError `INVALID_DATA`, `SHAPE_MISMATCH`, `DIVERGED`, `ABORTED`; `INVALID_ARGUMENT` for another run's checkpoint.
   */
  async fit(texts: readonly string[], labels: ArrayLike<Label>, options: FineTunedFitOptions = {}): Promise<this> {
    const { start, settings, tokenizer, maxTokens } = this.#parts;
    const classes = classesOf('fit', labels);
    const data = withoutWeightless(this.#labelled('fit', texts, labels, classes, options.sampleWeight));
    const validation =
      options.validation &&
      this.#labelled('fit: validation', options.validation.texts, options.validation.labels, classes);
    const { network, lambda, tensors } = initialModel(this.#parts, classes.length, data.lists.length);
    const training: EncoderTraining = {
      optimizer: optimizerOf(settings),
      frozen: settings.frozen,
      penalty: settings.encoderLambda > 0 ? 'local' : 'none',
    };
    const { checkpoint, signal, onStep, onEpoch } = options;
    const run = checkpoint && runIdentity(settings, network, lambda, tensors, data);
    const from = checkpoint && existsSync(checkpoint.path) ? await readCheckpoint(checkpoint.path, run!) : undefined;
    const program = await this.#parts.runtime.compile({ encoder: start.spec, network, tensors }, training);
    const fitted = { program, network, classes };
    try {
      this.#history = await runFineTuning({
        program,
        settings,
        layers: start.spec.layers,
        lambda,
        data,
        padding: { id: tokenizer.padding, limit: maxTokens },
        from,
        signal,
        onStep,
        onEpoch,
        validate: validation && (() => this.#measure(fitted, validation)),
        checkpointSteps: checkpoint?.everySteps,
        onCheckpoint: checkpoint && ((state) => writeFileAtomic(checkpoint.path, encodeCheckpoint(state, run!))),
      });
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
    await this.#replace(fitted);
    return this;
  }

  /** The most probable class of each text (ordinal: by the thresholds passed). @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async predict(texts: readonly string[]): Promise<Label[]> {
    const fitted = this.#require('predict');
    const logits = await this.#logits(fitted, this.#tokens('predict', texts));
    return Array.from(predictedClasses(classHead(fitted), logits), (index) => fitted.classes[index]!);
  }

  /** Probabilities [texts, classes], columns in the order of `classes`. @throws ChainzRuleError `NOT_FITTED`, `INVALID_DATA`. */
  async predictProba(texts: readonly string[]): Promise<Matrix> {
    const fitted = this.#require('predictProba');
    return classProbabilities(classHead(fitted), await this.#logits(fitted, this.#tokens('predictProba', texts)));
  }

  /**
   * Writes a folder: `model.safetensors` (names as in Hugging Face's BertForSequenceClassification), `config.json`, the tokenizer's files
   * and, with a writer, `onnx/model.onnx`; each file atomically. With it transformers.js runs the folder as
   * `pipeline('text-classification')`.
   * @throws ChainzRuleError `NOT_FITTED`, `IO_FAILED`.
   */
  async save(folder: string, { onnx }: FineTunedSaveOptions = {}): Promise<void> {
    const { program, network, classes } = this.#require('save');
    const { start, maxTokens } = this.#parts;
    const model: EncoderModel = { encoder: start.spec, network, tensors: await program.parameters() };
    await mkdir(onnx === undefined ? folder : join(folder, 'onnx'), { recursive: true });
    const write = (name: string, data: Uint8Array | string): Promise<void> => writeFileAtomic(join(folder, name), data);
    for (const [name, bytes] of start.tokenizerFiles) await write(name, bytes);
    await write('config.json', `${JSON.stringify(fineTunedConfig(start.config, classes), null, 2)}\n`);
    await write('model.safetensors', encodeFineTuned({ ...model, classes, maxTokens }));
    if (onnx !== undefined) await write(join('onnx', 'model.onnx'), onnx(model));
  }

  /** Takes a trained model in place of what is there; for loading. */
  async use({ encoder, network, tensors, classes }: FineTunedModel): Promise<void> {
    const training: EncoderTraining = {
      optimizer: optimizerOf(this.#parts.settings),
      frozen: encoder.layers + 1,
      penalty: 'none',
    };
    const program = await this.#parts.runtime.compile({ encoder, network, tensors }, training);
    await this.#replace({ program, network, classes });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const fitted = this.#fitted;
    this.#fitted = undefined;
    await fitted?.program[Symbol.asyncDispose]();
  }

  async #replace(fitted: Fitted): Promise<void> {
    const before = this.#fitted;
    this.#fitted = fitted;
    await before?.program[Symbol.asyncDispose]();
  }

  #labelled(
    call: string,
    texts: readonly string[],
    labels: ArrayLike<Label>,
    classes: readonly Label[],
    sampleWeight?: ArrayLike<number>,
  ): LabelledLists {
    const lists = this.#tokens(call, texts);
    if (labels?.length !== lists.length) {
      const found = `there are ${lists.length} texts and ${labels?.length} labels`;
      fail('SHAPE_MISMATCH', `${call}: ${found}; give one label a text`);
    }
    const y = classIndices(call, classes, labels);
    return { lists, y, weights: sampleWeights(call, lists.length, sampleWeight) };
  }

  #tokens(call: string, texts: readonly string[]): TokenLists['lists'] {
    const { tokenizer, maxTokens, onWarning } = this.#parts;
    const { lists, cut } = tokenLists(call, tokenizer, texts, maxTokens);
    if (cut > 0) {
      onWarning({
        code: 'TEXTS_CUT',
        message: `${call}: ${cut} of ${texts.length} texts have more than the ${maxTokens} tokens that count; what is over does not. Shorten or split them if it should`,
        details: { call, cut, texts: texts.length, maxTokens },
      });
    }
    return lists;
  }

  #logits({ program, network }: Fitted, lists: TokenLists['lists']): Promise<Matrix> {
    const { tokenizer, maxTokens, settings } = this.#parts;
    const padding = { id: tokenizer.padding, limit: maxTokens };
    return logitsOfTexts(program, logitCount(network.head), lists, settings.batchSize, padding);
  }

  async #measure(fitted: Fitted, { lists, y }: LabelledLists): Promise<FineTuneEpoch['validation']> {
    const logits = await this.#logits(fitted, lists);
    const head = classHead(fitted);
    return {
      logLoss: logLoss(y, classProbabilities(head, logits)),
      accuracy: accuracy(y, predictedClasses(head, logits)),
    };
  }

  #require(call: string): Fitted {
    return (
      this.#fitted ?? fail('NOT_FITTED', `${call}: the classifier is not trained yet; call fit first, or load one`)
    );
  }
}

async function readCheckpoint(path: string, run: string): Promise<Checkpoint> {
  return decodeCheckpoint(await readFileBounded(path, MAX_CHECKPOINT_BYTES), run, path);
}

function classHead({ network }: Fitted): Exclude<HeadSpec, { type: 'regression' }> {
  return network.head as Exclude<HeadSpec, { type: 'regression' }>;
}
