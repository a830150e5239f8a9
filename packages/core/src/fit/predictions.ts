import type { Matrix } from '../contract/matrix.ts';
import type { HeadSpec } from '../spec/network.ts';

/**
 * Class probabilities [rows, classes] from logits, never negative and each row summing to 1 within rounding.
 * binary: (1 − σ(o), σ(o)); categorical: softmax; ordinal: differences of σ over the logits sorted descending.
 */
export function classProbabilities(head: Exclude<HeadSpec, { type: 'regression' }>, logits: Matrix): Matrix {
  const classes = head.type === 'binary' ? 2 : head.classes;
  const data = new Float64Array(logits.rows * classes);
  for (let row = 0; row < logits.rows; row++) {
    const own = rowOf(logits, row);
    data.set(head.type === 'categorical' ? softmax(own) : cumulative(own), row * classes);
  }
  return { data, rows: logits.rows, cols: classes };
}

/** Class indices [rows]: the positive logit (binary), the largest (categorical), the number of positive ones (ordinal). */
export function predictedClasses(head: Exclude<HeadSpec, { type: 'regression' }>, logits: Matrix): Float64Array {
  return Float64Array.from({ length: logits.rows }, (_, row) => {
    const own = rowOf(logits, row);
    if (head.type !== 'categorical') return own.reduce((count, logit) => count + (logit > 0 ? 1 : 0), 0);
    return own.indexOf(largestOf(own));
  });
}

function rowOf({ data, cols }: Matrix, row: number): Float64Array {
  return Float64Array.from(data.subarray(row * cols, (row + 1) * cols));
}

function softmax(logits: Float64Array): Float64Array {
  const largest = largestOf(logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** P(y = k) = P(y > k − 1) − P(y > k), each difference taken on the side where it loses no digits. */
function cumulative(logits: Float64Array): Float64Array {
  const sorted = logits.toSorted((a, b) => b - a);
  return Float64Array.from({ length: sorted.length + 1 }, (_, k) => {
    const [above, below] = [sorted[k - 1] ?? Number.POSITIVE_INFINITY, sorted[k] ?? Number.NEGATIVE_INFINITY];
    const difference = above > 0 && below > 0 ? sigmoid(-below) - sigmoid(-above) : sigmoid(above) - sigmoid(below);
    return Math.max(0, difference);
  });
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function largestOf(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
}
