import type { EncoderWriter, Label, TrainableEncoderV1 } from '@chainzrule/core';
import type { OnWarning } from '../warning.ts';
import type { FineTuneSettings, HeadSettings } from './fine-tune-settings.ts';
import type { FineTuneEpoch, FineTuneStep } from './fine-tuning-record.ts';

/** What runs a fine-tuned classifier. */
export interface FineTunedRuntime {
  /** What trains and runs the encoder: `createTfjsEncoder()` of @chainzrule/tfjs/bert. */
  readonly runtime: TrainableEncoderV1;
  /** Takes warnings; they become Node's `warning` event when absent. */
  readonly onWarning?: OnWarning | undefined;
}

/** The settings of {@link createFineTunedClassifier}. */
export interface FineTunedOptions extends FineTunedRuntime, Partial<FineTuneSettings> {
  /** A folder with config.json, model.safetensors, tokenizer.json and tokenizer_config.json, or a name on the hub. */
  readonly encoder: string;
  /** Branch, tag or commit of a model on the hub; `main` when absent. */
  readonly revision?: string | undefined;
  /** The network on the pooled output; two cubic layers of 64 units with the local penalty when absent. */
  readonly head?: HeadSettings | undefined;
  /** Whether the classes have an order (CORAL: one score and thresholds); numbers are ordered as numbers. */
  readonly ordinal?: boolean | undefined;
  /** Tokens of a text that count; what the encoder takes when absent. */
  readonly maxTokens?: number | undefined;
}

/** Options of one fit. */
export interface FineTunedFitOptions {
  /** Texts to watch after every epoch. The epoch with the best log loss there is kept. */
  readonly validation?: { readonly texts: readonly string[]; readonly labels: ArrayLike<Label> } | undefined;
  /** [texts] ≥ 0. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
  readonly onStep?: ((record: FineTuneStep) => void) | undefined;
  readonly onEpoch?: ((record: FineTuneEpoch) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * A file that keeps where the run stands: written after every epoch, every `everySteps` steps and on abort. Where it is there already, the
   * run goes on from it and ends with the same parameters as one without a break. Not in a page.
   */
  readonly checkpoint?: { readonly path: string; readonly everySteps?: number | undefined } | undefined;
}

/** Options of saving. */
export interface FineTunedSaveOptions {
  /** Writes `onnx/model.onnx`: `exportEncoder` of @chainzrule/onnx/bert. Without it the folder is for this package and Python only. */
  readonly onnx?: EncoderWriter | undefined;
}
