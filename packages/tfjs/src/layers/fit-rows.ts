import { type Batch, fail, type HeadSpec, type Matrix } from '@chainzrule/core';
import type * as tf from '@tensorflow/tfjs';

/** Rows for `fit` as a batch. x: [rows, inputs]; y: [rows, units], or class indices [rows] or [rows, 1] where the loss takes them. */
export async function fitRows(x: tf.Tensor, y: tf.Tensor, head: HeadSpec, classIndices: boolean): Promise<Batch> {
  const rows = await matrixOf(x);
  const targets = await matrixOf(y);
  if (rows.rows !== targets.rows)
    fail('SHAPE_MISMATCH', `fit: x has ${rows.rows} rows, y has ${targets.rows}; they must have as many`);
  if (head.type === 'regression') return { x: rows, y: targets };
  if (head.type === 'categorical' && !classIndices) return { x: rows, y: classesOf(targets, head.classes) };
  return { x: rows, y: Float64Array.from(targets.data) };
}

async function matrixOf(tensor: tf.Tensor): Promise<Matrix> {
  const [rows = 1, ...rest] = tensor.shape;
  const cols = rest.reduce((size, dim) => size * dim, 1);
  return { data: Float32Array.from(await tensor.data()), rows, cols };
}

function classesOf({ data, rows, cols }: Matrix, classes: number): Float64Array {
  if (cols !== classes) fail('SHAPE_MISMATCH', `fit: y has ${cols} columns, the model's softmax has ${classes}`);
  return Float64Array.from({ length: rows }, (_, row) => {
    const encoded = data.subarray(row * cols, (row + 1) * cols);
    const label = encoded.indexOf(1);
    const isOneHot = label >= 0 && encoded.every((value, index) => value === (index === label ? 1 : 0));
    if (!isOneHot)
      fail('INVALID_ARGUMENT', `fit: row ${row} of y is ${Array.from(encoded).join(' ')}; it must be one-hot`, { row });
    return label;
  });
}
