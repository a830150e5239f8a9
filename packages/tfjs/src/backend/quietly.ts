import * as tf from '@tensorflow/tfjs';

/** Runs work while TensorFlow.js keeps its greetings and warnings to itself; its flag is as before afterwards. */
export async function quietly<R>(work: () => Promise<R>): Promise<R> {
  const environment = tf.env();
  const before = environment.getBool('PROD');
  environment.set('PROD', true);
  try {
    return await work();
  } finally {
    environment.set('PROD', before);
  }
}
