import * as tf from '@tensorflow/tfjs';

/** Tensors that the engine keeps books on, and data that the backends hold, which need not be a tensor's. */
export function handles(): number {
  const { registry, state } = tf.engine();
  return Object.values(registry).reduce((sum, backend) => sum + backend.numDataIds(), state.numTensors);
}
