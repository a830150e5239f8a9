import * as tf from '@tensorflow/tfjs';

/** The part of the engine that notes which scope frees a tensor. */
interface Scopes {
  track(tensor: tf.Tensor): tf.Tensor;
}

/** Hands tensors that were kept to the scope that is open now, which frees them at its end like any other. */
export function released(tensors: readonly tf.Tensor[]): readonly tf.Tensor[] {
  const scopes = tf.engine() as unknown as Scopes;
  for (const tensor of tensors) {
    tensor.kept = false;
    scopes.track(tensor);
  }
  return tensors;
}

/** Runs work in a scope of its own: what it makes is freed, but for the tensors in its result. */
export function scoped<R extends object>(work: () => R): R {
  return tf.tidy(work as () => tf.TensorContainer) as unknown as R;
}
