import { accuracy, brierScore, logLoss, type Matrix, tailRatio } from '@chainzrule/core';
import { type Figures, figureOf } from '../records/record.ts';
import type { FittedModel } from './methods/fitted-model.ts';

/** Prepared inputs with their labels. */
interface LabelledRows {
  readonly x: Matrix;
  readonly labels: Float64Array;
}

/** Rows that a model is looked at on; `noisy`: the test rows under Gaussian noise that training never saw. */
export interface AssessedRows {
  readonly train: LabelledRows;
  readonly test: LabelledRows;
  readonly noisy: Matrix;
}

/** Rows of a group in the grouped tail ratio (math: §4). */
const GROUP = 32;

/** Scores of probabilities on the three sets of rows. */
export function scoreFigures(
  rows: AssessedRows,
  predicted: { readonly train: Matrix; readonly test: Matrix; readonly noisy: Matrix },
): Figures {
  const { train, test } = rows;
  return {
    accuracy: figureOf(accuracy(test.labels, mostProbable(predicted.test))),
    logLoss: figureOf(logLoss(test.labels, predicted.test)),
    brier: figureOf(brierScore(test.labels, predicted.test)),
    trainAccuracy: figureOf(accuracy(train.labels, mostProbable(predicted.train))),
    trainLogLoss: figureOf(logLoss(train.labels, predicted.train)),
    noisyAccuracy: figureOf(accuracy(test.labels, mostProbable(predicted.noisy))),
    noisyLogLoss: figureOf(logLoss(test.labels, predicted.noisy)),
  };
}

/** Tail ratios and mean norms over the test rows' inputs; nothing for a model without derivatives. Labels play no part. */
export async function normFigures(model: FittedModel, x: Matrix): Promise<Figures> {
  if (model.derivativeNorms === undefined) return {};
  const { layer, input } = await model.derivativeNorms(x);
  const [byLayer, byInput] = [tailRatio(layer), tailRatio(input)];
  return {
    tauLayer: figureOf(byLayer.ratio),
    tauInput: figureOf(byInput.ratio),
    tauInputGrouped: figureOf(tailRatio(input, { groupSize: Math.min(GROUP, x.rows) }).ratio),
    normLayer: figureOf(byLayer.mean),
    normInput: figureOf(byInput.mean),
  };
}

function mostProbable({ data, rows, cols }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let k = 1; k < cols; k++) if (data[row * cols + k]! > data[row * cols + best]!) best = k;
    return best;
  });
}
