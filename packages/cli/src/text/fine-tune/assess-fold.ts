import {
  type ClassTarget,
  type Label,
  layerNorms,
  type Preparation,
  scorePredictions,
  tailRatio,
} from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import type { Assessed } from '../../train/build-record.ts';
import type { FineTunedClassifier } from '../load-transformers.ts';

/** Test texts with their prepared targets. */
export interface TestTexts {
  readonly texts: readonly string[];
  readonly targets: Float64Array;
  readonly preparation: Preparation;
}

/** Class names as the labels that a classifier is given: numbers where all are numbers. */
export function labelsOf({ target }: Preparation): readonly Label[] {
  const { classes, numeric } = target as ClassTarget;
  return numeric ? classes.map(Number) : classes;
}

/** What a fine-tuned classifier says of test texts, measured as heads on frozen encoders are: norms with respect to the pooled output. */
export async function assessFold(
  classifier: FineTunedClassifier,
  { texts, targets, preparation }: TestTexts,
): Promise<Assessed> {
  const { network, parameters, features, logits } = await classifier.headOutputs(texts);
  const reference = createReferenceBackend();
  await using program = await reference.compile(network, parameters);
  const norms = await program.derivativeNorms(features);
  const { history, bestEpoch } = classifier;
  return {
    preparation,
    fitted: {
      plan: { network, lambda: history[0]!.lambda, inputNoise: 0 },
      bestEpoch,
      history: history.map(({ encoderPenalty, validation, ...epoch }) => ({
        ...epoch,
        validation: validation?.logLoss,
      })),
    },
    scores: scorePredictions(preparation, targets, logits),
    tailRatio: { layer: tailRatio(norms.layer), input: tailRatio(norms.input) },
    targets,
    logits,
    norms,
    layerNorms: await layerNorms(reference, network, parameters, { x: features, y: targets }),
  };
}
