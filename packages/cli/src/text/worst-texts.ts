import {
  type ClassTarget,
  classProbabilities,
  headOf,
  predictedClasses,
  type Split,
  type TextFigures,
} from '@chainzrule/core';
import type { Assessed } from '../train/build-record.ts';

/** How many a record keeps. */
const KEPT = 20;

/** The misclassified test texts with the least probability for their true class, over all folds, least first. */
export function worstTexts(
  assessments: readonly Assessed[],
  splits: readonly Split[],
  texts: readonly string[],
): TextFigures['worst'] {
  const all = assessments.flatMap(({ preparation, targets, logits }, fold) => {
    const head = headOf(preparation);
    if (head.type === 'regression') return [];
    const { classes } = preparation.target as ClassTarget;
    const probabilities = classProbabilities(head, logits);
    const predicted = predictedClasses(head, logits);
    return Array.from(targets, (truth, row) => {
      const of = (index: number): number => probabilities.data[row * probabilities.cols + index]!;
      return {
        text: texts[splits[fold]!.test[row]!]!,
        truth: classes[truth]!,
        predicted: classes[predicted[row]!]!,
        probabilities: [of(truth), of(predicted[row]!)] as const,
      };
    });
  });
  return all
    .filter(({ truth, predicted }) => truth !== predicted)
    .sort((a, b) => a.probabilities[0] - b.probabilities[0])
    .slice(0, KEPT);
}
