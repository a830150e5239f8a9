import type { Matrix } from '../contract/matrix.ts';
import { type Preparation, restoreTargets } from '../data/index.ts';
import { classProbabilities, predictedClasses } from '../fit/predictions.ts';
import {
  accuracy,
  balancedAccuracy,
  brierScore,
  expectedCalibrationError,
  logLoss,
  meanAbsoluteError,
  quadraticWeightedKappa,
  r2,
  rocAuc,
  rootMeanSquaredError,
} from '../metrics/index.ts';
import type { HeadSpec } from '../spec/network.ts';

/** Scores by metric name; regression errors in the target's own units. A metric the rows do not define (AUC of one class) is absent. */
export type Scores = Readonly<Record<string, number>>;

/** The head that predicts a preparation's target. */
export function headOf({ target }: Preparation): HeadSpec {
  switch (target.task) {
    case 'regression':
      return { type: 'regression', outputs: 1 };
    case 'binary':
      return { type: 'binary' };
    default:
      return { type: target.task, classes: target.classes.length };
  }
}

/** Metrics of each task, the one that `score` means first. */
export const TASK_METRICS = {
  binary: ['accuracy', 'logLoss'],
  categorical: ['accuracy', 'logLoss'],
  ordinal: ['accuracy', 'logLoss', 'kappa'],
  regression: ['r2', 'rmse'],
} as const;

/** Scores of logits against prepared targets (`prepareTargets`). */
export function scorePredictions(preparation: Preparation, targets: Float64Array, logits: Matrix): Scores {
  const head = headOf(preparation);
  if (head.type === 'regression') {
    const truth = restoreTargets(preparation, targets);
    const predicted = restoreTargets(preparation, logits.data);
    return {
      r2: r2(truth, predicted),
      rmse: rootMeanSquaredError(truth, predicted),
      mae: meanAbsoluteError(truth, predicted),
    };
  }
  const probabilities = classProbabilities(head, logits);
  const predicted = predictedClasses(head, logits);
  const occurring = new Set(targets).size;
  return {
    accuracy: accuracy(targets, predicted),
    logLoss: logLoss(targets, probabilities),
    balancedAccuracy: balancedAccuracy(targets, predicted),
    brier: brierScore(targets, probabilities),
    calibrationError: expectedCalibrationError(targets, probabilities),
    ...(occurring === probabilities.cols && { auc: rocAuc(targets, probabilities) }),
    ...(head.type === 'ordinal' && { kappa: quadraticWeightedKappa(targets, predicted, head.classes) }),
  };
}
