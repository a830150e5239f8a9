import { describeValue, fail, type HeadSpec, type OptimizerSpec } from '@chainzrule/core';
import type * as tf from '@tensorflow/tfjs';

/** The losses of `model.compile` that belong to each head. */
const LOSSES: Readonly<Record<HeadSpec['type'], readonly string[]>> = {
  binary: ['binaryCrossentropy'],
  categorical: ['categoricalCrossentropy', 'sparseCategoricalCrossentropy'],
  regression: ['meanSquaredError'],
  ordinal: [],
};

/** TensorFlow.js' own ε where the optimiser was made with none. */
const EPSILON = 1e-7;

/** Whether the compiled loss takes class indices. @throws ChainzRuleError `UNSUPPORTED` where it does not go with the head. */
export function takesClassIndices(model: tf.LayersModel, head: HeadSpec): boolean {
  const loss: unknown = Array.isArray(model.loss) ? model.loss[0] : model.loss;
  const allowed = LOSSES[head.type];
  if (typeof loss !== 'string' || !allowed.includes(loss)) {
    fail(
      'UNSUPPORTED',
      `withDreg: the model ends in a ${head.type} head and is compiled with the loss ${describeValue(loss)}; compile it with ${allowed.join(' or ')}`,
    );
  }
  return loss === 'sparseCategoricalCrossentropy';
}

/** The compiled optimiser as a document. @throws ChainzRuleError `UNSUPPORTED` for one that has no counterpart. */
export function optimizerOf(model: tf.LayersModel): OptimizerSpec {
  const config = model.optimizer.getConfig() as Readonly<Record<string, number | boolean | null>>;
  const name = model.optimizer.getClassName();
  switch (name) {
    case 'Adam':
      return {
        type: 'adamw',
        beta1: Number(config['beta1']),
        beta2: Number(config['beta2']),
        epsilon: Number(config['epsilon'] ?? EPSILON),
        weightDecay: 0,
      };
    case 'SGD':
      return { type: 'sgd', momentum: 0, weightDecay: 0 };
    case 'Momentum':
      if (config['useNesterov'] !== true) return { type: 'sgd', momentum: Number(config['momentum']), weightDecay: 0 };
      break;
  }
  return fail(
    'UNSUPPORTED',
    `withDreg: the model is compiled with the optimiser ${name}${name === 'Momentum' ? ' with Nesterov' : ''}; compile it with adam, sgd or plain momentum`,
  );
}

/** Optimisers of TensorFlow.js keep their learning rate in this field. */
interface WithLearningRate {
  learningRate: number;
}

/** The learning rate the next step would take. */
export function learningRateOf(model: tf.LayersModel): number {
  return (model.optimizer as unknown as WithLearningRate).learningRate;
}

/** Changes the learning rate from the next step on. */
export function setLearningRate(model: tf.LayersModel, learningRate: number): void {
  (model.optimizer as unknown as WithLearningRate).learningRate = learningRate;
}
