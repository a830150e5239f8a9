import * as tf from '@tensorflow/tfjs';

/**
 * The gradient of taking rows out of a table: sums the rows of `values` [N, d] that belong to one index into a table [count, d], zero
 * where there are none.
 *
 * By a product with a 0/1 matrix over the indices that occur and a gather of the result, which every backend has (WASM lacks the
 * gradient of gather) and which costs O(N² d) at most, not O(count N d).
 */
export function rowSums(values: tf.Tensor, indices: Int32Array, count: number): tf.Tensor {
  const places = new Map<number, number>();
  for (const index of indices) if (!places.has(index)) places.set(index, places.size);
  // The last row stays zero: it stands for every index that does not occur.
  const member = new Float32Array((places.size + 1) * indices.length);
  indices.forEach((index, at) => {
    member[places.get(index)! * indices.length + at] = 1;
  });
  const sums = tf.matMul(tf.tensor2d(member, [places.size + 1, indices.length]), values as tf.Tensor2D);
  const rows = new Int32Array(count).fill(places.size);
  for (const [index, place] of places) rows[index] = place;
  return tf.gather(sums, tf.tensor1d(rows, 'int32'));
}
