/**
 * Ridge regression on ±1 targets, one a class, argmax: the probe. W = (XᵀX + αI)⁻¹ XᵀY with centred X and Y; the normal equations are made
 * once for all α.
 */
export function ridge({ x, y }, classes) {
  const { rows, cols } = x;
  const means = columnMeans(x);
  const shares = new Float64Array(classes);
  for (const label of y) shares[label] += 1 / rows;
  const gram = new Float64Array(cols * cols);
  const moments = new Float64Array(cols * classes);
  const centred = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < cols; i++) centred[i] = x.data[row * cols + i] - means[i];
    for (let i = 0; i < cols; i++) {
      const value = centred[i];
      for (let j = 0; j <= i; j++) gram[i * cols + j] += value * centred[j];
      for (let k = 0; k < classes; k++) moments[i * classes + k] += value * 2 * ((y[row] === k ? 1 : 0) - shares[k]);
    }
  }
  /** The classifier for α: features to class indices. */
  return (alpha) => {
    const weights = solve(gram, moments, cols, classes, alpha);
    return (features) =>
      Int32Array.from({ length: features.rows }, (_, row) => {
        const scores = Float64Array.from({ length: classes }, (_, k) => {
          let score = 2 * shares[k] - 1;
          for (let i = 0; i < cols; i++) {
            score += (features.data[row * cols + i] - means[i]) * weights[i * classes + k];
          }
          return score;
        });
        return scores.indexOf(Math.max(...scores));
      });
  };
}

function columnMeans({ data, rows, cols }) {
  const means = new Float64Array(cols);
  for (let at = 0; at < rows * cols; at++) means[at % cols] += data[at] / rows;
  return means;
}

/** Cholesky: (gram + αI) W = moments, the lower half of gram given. */
function solve(gram, moments, size, width, alpha) {
  const lower = Float64Array.from(gram);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j] + (i === j ? alpha : 0);
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k];
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j];
    }
  }
  const weights = Float64Array.from(moments);
  for (let column = 0; column < width; column++) {
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) weights[i * width + column] -= lower[i * size + k] * weights[k * width + column];
      weights[i * width + column] /= lower[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++)
        weights[i * width + column] -= lower[k * size + i] * weights[k * width + column];
      weights[i * width + column] /= lower[i * size + i];
    }
  }
  return weights;
}
