import type { BackendV1, EpochRecord, EstimatorOptions, Label } from '@chainzrule/core';
import type { EmbeddingProgress, Texts } from '../embed/embed-blocks.ts';
import type { EncoderOptions } from '../encoder/encoder-options.ts';
import type { SentenceEncoder } from '../encoder/sentence-encoder.ts';
import type { OnWarning } from '../warning.ts';

/** What runs a text classifier. */
export interface TextRuntime {
  /** What trains and runs the head; the float64 reference when absent (right, and slow beyond a few thousand texts). */
  readonly backend?: BackendV1 | undefined;
  /** A folder that keeps embeddings, so that no text is encoded twice; nothing is kept when absent. */
  readonly cache?: string | undefined;
  /** Texts that go through the encoder at once; 32 when absent, 1 for weights that are quantised while they run. */
  readonly batchSize?: number | undefined;
  /** Takes warnings; they become Node's `warning` event when absent. */
  readonly onWarning?: OnWarning | undefined;
}

/** A runtime whose head has its backend already. */
export interface ResolvedRuntime extends Pick<TextRuntime, 'cache' | 'batchSize'> {
  readonly onWarning: OnWarning;
}

/** The settings of {@link createTextClassifier}. */
export interface TextClassifierOptions extends EncoderOptions, TextRuntime {
  /** `Xenova/all-MiniLM-L6-v2`, a folder, a `.npy` table of token vectors, or an encoder made before (its options then stand). */
  readonly encoder: string | SentenceEncoder;
  /** The network on top of the embeddings: layers, activation, penalty, λ, epochs, seed … */
  readonly head?: Omit<EstimatorOptions, 'backend' | 'missingIndicator'> | undefined;
  /** Whether the classes have an order (CORAL: one score and thresholds); numbers are ordered as numbers. */
  readonly ordinal?: boolean | undefined;
}

/** Options of one call. */
export interface TextCallOptions {
  readonly onProgress?: ((progress: EmbeddingProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of one fit. */
export interface TextFitOptions extends TextCallOptions {
  /** Texts to watch: a fraction of the training texts to set aside, or texts of their own. The epoch with the best task loss there is kept. */
  readonly validation?: number | { readonly texts: Texts; readonly labels: ArrayLike<Label> } | undefined;
  /** [texts] ≥ 0. */
  readonly sampleWeight?: ArrayLike<number> | undefined;
  readonly onEpoch?: ((record: EpochRecord) => void) | undefined;
}

/** A text's class with the probability of each class, in the order of `classes`. */
export interface TextPrediction {
  readonly label: Label;
  readonly probabilities: readonly number[];
}
