import type { Batch } from '../contract/batch.ts';
import { describeValue, fail } from '../errors/fail.ts';
import type { HeadSpec, NetworkSpec } from '../spec/network.ts';
import { logitCount } from '../spec/tensor-shapes.ts';
import { checkFinite, checkMatrix } from './check-matrix.ts';

/** Checks rows, targets and weights against the network. */
export function checkBatch(call: string, network: NetworkSpec, batch: Batch): void {
  checkMatrix(call, 'x', batch?.x, network.inputs);
  const { rows } = batch.x;
  if (rows === 0) fail('INVALID_ARGUMENT', `${call}: the batch has no rows; at least one is needed`);
  checkTargets(call, network, batch, rows);
}

/** Checks the targets and weights of `rows` rows. */
export function checkTargets(
  call: string,
  { head }: NetworkSpec,
  { y, weights }: Pick<Batch, 'y' | 'weights'>,
  rows: number,
): void {
  if (head.type === 'regression') checkOutputs(call, y, rows, logitCount(head));
  else checkClasses(call, y, rows, head);
  if (weights !== undefined) checkWeights(call, weights, rows);
}

function checkOutputs(call: string, y: Batch['y'], rows: number, outputs: number): void {
  const data: unknown = y instanceof Float64Array ? y : y?.data;
  if (!(data instanceof Float64Array || data instanceof Float32Array)) {
    fail(
      'INVALID_ARGUMENT',
      `${call}: y must be a Float64Array or a matrix [rows, ${outputs}], found ${describeValue(y)}`,
    );
  }
  const [foundRows, foundCols] = y instanceof Float64Array ? [y.length, 1] : [y.rows, y.cols];
  if (foundRows !== rows || foundCols !== outputs || data.length !== rows * outputs) {
    fail(
      'SHAPE_MISMATCH',
      `${call}: y is [${foundRows}, ${foundCols}] with ${data.length} numbers, x and the head ask for [${rows}, ${outputs}]`,
    );
  }
  checkFinite(call, 'y', data, outputs);
}

function checkClasses(call: string, y: Batch['y'], rows: number, head: HeadSpec): void {
  if (!(y instanceof Float64Array)) {
    fail(
      'INVALID_ARGUMENT',
      `${call}: y must be a Float64Array of class indices for a ${head.type} head, found ${describeValue(y)}`,
    );
  }
  if (y.length !== rows) fail('SHAPE_MISMATCH', `${call}: y has ${y.length} entries, x has ${rows} rows`);
  const classes = head.type === 'categorical' || head.type === 'ordinal' ? head.classes : 2;
  y.forEach((label, row) => {
    if (Number.isInteger(label) && label >= 0 && label < classes) return;
    fail(
      'INVALID_ARGUMENT',
      `${call}: y is ${label} at row ${row}; a ${head.type} head takes class indices 0 … ${classes - 1}`,
      { row, label },
    );
  });
}

function checkWeights(call: string, weights: unknown, rows: number): void {
  if (!(weights instanceof Float64Array))
    fail('INVALID_ARGUMENT', `${call}: weights must be a Float64Array, found ${describeValue(weights)}`);
  if (weights.length !== rows)
    fail('SHAPE_MISMATCH', `${call}: weights has ${weights.length} entries, x has ${rows} rows`);
  let sum = 0;
  weights.forEach((weight, row) => {
    if (!Number.isFinite(weight) || weight < 0) {
      fail('INVALID_ARGUMENT', `${call}: the weight of row ${row} is ${weight}; weights are finite and >= 0`, {
        row,
        weight,
      });
    }
    sum += weight;
  });
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY))
    fail('INVALID_ARGUMENT', `${call}: the weights sum to ${sum}; the sum must be positive and finite`);
}
