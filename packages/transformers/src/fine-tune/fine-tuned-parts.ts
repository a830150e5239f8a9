import type { BertSpec, EncoderTensors } from '@chainzrule/core';
import type { EncoderIdentity } from '../encoder/sentence-encoder.ts';
import type { Tokenizer } from '../encoder/tokenizer.ts';
import type { OnWarning } from '../warning.ts';
import type { FineTuneSettings, HeadSettings } from './fine-tune-settings.ts';
import type { FineTunedRuntime } from './fine-tuned-options.ts';
import type { BertConfigJson } from './read-bert-config.ts';

/** What a classifier is made of; `createFineTunedClassifier` and `loadFineTunedClassifier` gather it. */
export interface FineTunedParts extends Pick<FineTunedRuntime, 'runtime'> {
  readonly identity: EncoderIdentity;
  /** Where a fit starts, and what is written beside the weights. */
  readonly start: {
    readonly spec: BertSpec;
    readonly tensors: EncoderTensors;
    readonly config: BertConfigJson;
    readonly tokenizerFiles: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  };
  readonly tokenizer: Tokenizer;
  readonly maxTokens: number;
  readonly onWarning: OnWarning;
  readonly settings: FineTuneSettings;
  readonly head: HeadSettings;
  readonly ordinal: boolean;
}
