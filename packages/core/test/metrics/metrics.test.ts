import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/contract/matrix.ts';
import * as metrics from '../../src/metrics/index.ts';

/** Probabilities [rows, 2] from those of class 1. */
function binary(probabilities: readonly number[]): Matrix {
  return {
    data: Float64Array.from(probabilities.flatMap((p) => [1 - p, p])),
    rows: probabilities.length,
    cols: 2,
  };
}

function matrix(values: readonly (readonly number[])[]): Matrix {
  return { data: Float64Array.from(values.flat()), rows: values.length, cols: values[0]!.length };
}

const two = [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0];
const p = [0.1, 0.9, 0.4, 0.35, 0.8, 0.35, 0.6, 0.6, 0.7, 0.05, 0.35, 0];
const three = [0, 1, 2, 2, 1, 0, 0, 2, 1, 0, 2, 1];
const predicted = [0, 2, 2, 1, 1, 0, 1, 2, 1, 0, 0, 1];
const P = matrix([
  [0.037, 0.698, 0.265],
  [0.219, 0.65, 0.131],
  [0.642, 0.069, 0.289],
  [0.2, 0.329, 0.471],
  [0.54, 0.077, 0.383],
  [0.741, 0.074, 0.185],
  [0.74, 0.007, 0.253],
  [0.739, 0.065, 0.196],
  [0.731, 0.044, 0.225],
  [0.444, 0.354, 0.202],
  [0.167, 0.493, 0.34],
  [0.222, 0.156, 0.622],
]);

// Known values: scikit-learn 1.2.1.
describe('metrics agree with scikit-learn', () => {
  it.each<[string, number, number]>([
    ['accuracy_score', metrics.accuracy(three, predicted), 0.6666666666666666],
    ['balanced_accuracy_score', metrics.balancedAccuracy(three, predicted), 0.6666666666666666],
    ['balanced_accuracy_score, unequal classes', metrics.balancedAccuracy([0, 0, 0, 1], [0, 0, 0, 0]), 0.5],
    ['log_loss, two classes', metrics.logLoss(two, binary(p)), 0.42471898876283604],
    ['log_loss, three classes', metrics.logLoss(three, P), 1.449041798027846],
    ['brier_score_loss', metrics.brierScore(two, binary(p)), 0.1416666666666667],
    ['mean squared distance to the one-hot truth', metrics.brierScore(three, P), 0.7981323333333332],
    ['roc_auc_score with ties', metrics.rocAuc(two, binary(p)), 0.9027777777777779],
    ['roc_auc_score, one against the rest', metrics.rocAuc(three, P), 0.59375],
    [
      'cohen_kappa_score, quadratic',
      metrics.quadraticWeightedKappa([0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 2, 2], [0, 2, 2, 3, 3, 4, 1, 2, 0, 0, 4, 2], 5),
      0.7441860465116279,
    ],
    ['rmse', metrics.rootMeanSquaredError([3, -0.5, 2, 7, 4.2], [2.5, 0, 2, 8, 3.9]), 0.5639148871948674],
    ['mean_absolute_error', metrics.meanAbsoluteError([3, -0.5, 2, 7, 4.2], [2.5, 0, 2, 8, 3.9]), 0.46],
    ['r2_score', metrics.r2([3, -0.5, 2, 7, 4.2], [2.5, 0, 2, 8, 3.9]), 0.9480256276150627],
  ])('%s', (_name, found, expected) => {
    expect(found).toBeCloseTo(expected, 13);
  });

  it('confusion_matrix', () => {
    expect(metrics.confusionMatrix(three, predicted, 3)).toEqual(
      matrix([
        [3, 1, 0],
        [0, 3, 1],
        [1, 1, 2],
      ]),
    );
  });
});

describe('edges', () => {
  it('a sure error costs -log 1e-15, a sure hit nothing', () => {
    expect(metrics.logLoss([1], binary([0]))).toBeCloseTo(34.538776394910684, 12);
    expect(metrics.logLoss([1], binary([1]))).toBe(0);
  });

  it('a constant score has an area of one half', () => {
    expect(metrics.rocAuc([0, 1, 1, 0, 1], binary([0.3, 0.3, 0.3, 0.3, 0.3]))).toBe(0.5);
  });

  it('majorityRate is the share of the largest class', () => {
    expect(metrics.majorityRate([2, 0, 2, 1, 2, 0])).toBe(0.5);
  });

  it('calibration bins hold each row once, by the probability of the predicted class', () => {
    // Predicted-class probabilities .95 right, .92 wrong, .65 right, .55 wrong.
    const probabilities = binary([0.95, 0.08, 0.65, 0.55]);
    const truth = [1, 1, 1, 0];
    const bins = metrics.calibrationBins(truth, probabilities, 10);
    expect(bins.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 2]);
    expect(bins[9]).toMatchObject({ from: 0.9, to: 1, accuracy: 0.5 });
    expect(bins[9]!.confidence).toBeCloseTo(0.935, 14);
    // ½·|.5 − .935| + ¼·|1 − .65| + ¼·|0 − .55|
    expect(metrics.expectedCalibrationError(truth, probabilities)).toBeCloseTo(0.4425, 14);
  });

  it('kappa of equal constants is 1, of chance 0', () => {
    expect(metrics.quadraticWeightedKappa([1, 1], [1, 1], 3)).toBe(1);
    expect(metrics.quadraticWeightedKappa([0, 0, 1, 1], [0, 1, 0, 1], 2)).toBe(0);
  });

  it('r2 of a constant truth is 1 if all is right, else 0', () => {
    expect(metrics.r2([2, 2], [2, 2])).toBe(1);
    expect(metrics.r2([2, 2], [2, 3])).toBe(0);
  });
});

describe('properties', () => {
  it('the area is the share of ordered pairs', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
        const positives = rows.filter(([label]) => label === 1);
        const negatives = rows.filter(([label]) => label === 0);
        fc.pre(positives.length > 0 && negatives.length > 0);
        let won = 0;
        for (const [, a] of positives) for (const [, b] of negatives) won += a > b ? 1 : a === b ? 0.5 : 0;
        const area = metrics.rocAuc(
          rows.map(([label]) => label),
          binary(rows.map(([, score]) => score / 8)),
        );
        expect(area).toBeCloseTo(won / (positives.length * negatives.length), 12);
      }),
    );
  });
});

describe('bad input is refused', () => {
  it.each<[string, () => unknown, string, RegExp]>([
    ['lengths', () => metrics.accuracy([0, 1], [0]), 'SHAPE_MISMATCH', /2 true values and 1 predictions/],
    ['nothing', () => metrics.accuracy([], []), 'INVALID_ARGUMENT', /no values/],
    ['NaN', () => metrics.r2([1, 2], [1, Number.NaN]), 'NON_FINITE_INPUT', /predictions\[1\] is NaN/],
    [
      'a class too high',
      () => metrics.confusionMatrix([0, 3], [0, 1], 3),
      'INVALID_ARGUMENT',
      /class 3 at row 1.*0 \.\.\. 2/,
    ],
    ['half a class', () => metrics.logLoss([0.5], binary([0.1])), 'INVALID_ARGUMENT', /class 0\.5 at row 0/],
    [
      'a probability above 1',
      () => metrics.logLoss([0], matrix([[1.5, 0]])),
      'INVALID_ARGUMENT',
      /row 0 holds the probability 1\.5/,
    ],
    ['NaN probabilities', () => metrics.brierScore([0], binary([Number.NaN])), 'INVALID_ARGUMENT', /row 0/],
    ['rows', () => metrics.rocAuc([0], binary([0.1, 0.2])), 'SHAPE_MISMATCH', /1 true classes and 2 rows/],
    ['one class only', () => metrics.rocAuc([1, 1], binary([0.1, 0.2])), 'INVALID_ARGUMENT', /occurs in 2 of 2/],
    ['no bins', () => metrics.calibrationBins([0], binary([0.1]), 0), 'INVALID_ARGUMENT', /bins is 0/],
  ])('%s', (_name, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
