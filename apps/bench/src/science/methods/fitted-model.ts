import type { DerivativeNormsV1, Matrix } from '@chainzrule/core';

/** A trained classifier of any kind. */
export interface FittedModel extends AsyncDisposable {
  /** [rows, classes] class probabilities. */
  predict(x: Matrix): Promise<Matrix>;
  /** Derivative norms for the tail ratio, where the model has them. */
  derivativeNorms?(x: Matrix): Promise<DerivativeNormsV1>;
}

/** A model that predicts the training rows' class frequencies: what a training that diverged is scored as. */
export function frequencyModel(labels: Float64Array, classes: number): FittedModel {
  const frequencies = new Float64Array(classes);
  for (const label of labels) frequencies[label]! += 1 / labels.length;
  return {
    async predict({ rows }) {
      const data = new Float64Array(rows * classes);
      for (let row = 0; row < rows; row++) data.set(frequencies, row * classes);
      return { data, rows, cols: classes };
    },
    async [Symbol.asyncDispose]() {},
  };
}
