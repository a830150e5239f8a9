import type { Batch } from '../contract/batch.ts';
import type { HeadSpec } from '../spec/network.ts';
import { logitCount } from '../spec/tensor-shapes.ts';

/**
 * Targets as the step takes them, [rows, logits] row-major: 0 or 1 (binary), one-hot (categorical), [y > k] (ordinal), the
 * values themselves (regression). `y` must have been checked.
 */
export function encodeTargets(head: HeadSpec, y: Batch['y']): Float64Array {
  const values = y instanceof Float64Array ? y : y.data;
  const columns = logitCount(head);
  if (head.type === 'binary' || head.type === 'regression') return Float64Array.from(values);
  const encoded = new Float64Array(values.length * columns);
  values.forEach((label, row) => {
    if (head.type === 'categorical') encoded[row * columns + label] = 1;
    else encoded.fill(1, row * columns, row * columns + label);
  });
  return encoded;
}
