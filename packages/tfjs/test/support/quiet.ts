import * as tf from '@tensorflow/tfjs';

/** TensorFlow.js greets on first use in Node; tests fail on any word to the console. To be imported for its effect. */
tf.env().set('PROD', true);
