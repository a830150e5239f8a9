export { createFineTunedClassifier, loadFineTunedClassifier } from './create-fine-tuned-classifier.ts';
export { DEFAULT_FINE_TUNING, type FineTuneSettings, type HeadSettings } from './fine-tune-settings.ts';
export type { FineTunedClassifier } from './fine-tuned-classifier.ts';
export type {
  FineTunedFitOptions,
  FineTunedOptions,
  FineTunedRuntime,
  FineTunedSaveOptions,
} from './fine-tuned-options.ts';
export type { FineTuneEpoch, FineTuneStep } from './fine-tuning-record.ts';
export type { HeadOutputs } from './head-outputs.ts';
