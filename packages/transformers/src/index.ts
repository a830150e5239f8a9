export type { CacheEntry, VectorStore } from './cache/cache-entry.ts';
export { createEmbeddingCache } from './cache/create-embedding-cache.ts';
export { checkEncoder } from './check/check-encoder.ts';
export { createTextClassifier, loadTextClassifier, type TextLoadOptions } from './classifier/create-text-classifier.ts';
export { TextClassifier } from './classifier/text-classifier.ts';
export type {
  TextCallOptions,
  TextClassifierOptions,
  TextFitOptions,
  TextPrediction,
  TextRuntime,
} from './classifier/text-classifier-options.ts';
export { withEncoder } from './classifier/text-document.ts';
export {
  type EmbeddedBlock,
  type EmbeddingProgress,
  type EmbedOptions,
  embedBlocks,
  type Texts,
} from './embed/embed-blocks.ts';
export { type EmbeddedTexts, embedTexts, type TextFacts } from './embed/embed-texts.ts';
export { createEncoder } from './encoder/create-encoder.ts';
export type { EncoderOptions } from './encoder/encoder-options.ts';
export type {
  EncodedTexts,
  EncoderDevice,
  EncoderDtype,
  EncoderIdentity,
  Pooling,
  SentenceEncoder,
} from './encoder/sentence-encoder.ts';
export {
  createFineTunedClassifier,
  DEFAULT_FINE_TUNING,
  type FineTunedClassifier,
  type FineTunedFitOptions,
  type FineTunedOptions,
  type FineTunedRuntime,
  type FineTunedSaveOptions,
  type FineTuneEpoch,
  type FineTuneSettings,
  type FineTuneStep,
  type HeadOutputs,
  type HeadSettings,
  loadFineTunedClassifier,
} from './fine-tune/index.ts';
export type { OnWarning, TextWarning, TextWarningCode } from './warning.ts';
