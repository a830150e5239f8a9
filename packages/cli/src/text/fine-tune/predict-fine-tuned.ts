import { classesAsCsv } from '@chainzrule/core';
import { sayWarning } from '../embed-examples.ts';
import { loadTransformers } from '../load-transformers.ts';
import { encoderBackendOf } from './fine-tune-options.ts';
import { loadEncoderRuntime } from './load-encoder-runtime.ts';

/** Classifies texts with the folder that fine-tuning wrote; CSV as `predictTable` gives it. */
export async function predictFineTuned(
  folder: string,
  texts: readonly string[],
  options: { readonly backend: string },
): Promise<string> {
  const { loadFineTunedClassifier } = await loadTransformers();
  await using runtime = await loadEncoderRuntime(encoderBackendOf(options));
  await using classifier = await loadFineTunedClassifier(folder, { runtime, onWarning: sayWarning });
  const { classes } = classifier;
  const [labels, probabilities] = [await classifier.predict(texts), await classifier.predictProba(texts)];
  const predicted = labels.map((label) => classes.indexOf(label));
  return classesAsCsv(classes.map(String), predicted, probabilities);
}
