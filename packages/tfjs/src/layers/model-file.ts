import { type DregSpec, fail, type JsonObject, type ModelFile, type Preparation } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { cubicDense } from './cubic-dense.ts';
import { networkOfModel } from './model-network.ts';
import { assignParameters, parametersOf } from './model-weights.ts';

/** What a model file holds beside the network. */
export interface ModelFileOptions {
  /** The penalty the model was trained with; `local` with the sum over units by default. */
  readonly dreg?: DregSpec | undefined;
  /** What makes the model's inputs of raw rows, where that is known. */
  readonly preparation?: Preparation | undefined;
  /** How the parameters came about, as plain data. */
  readonly training?: JsonObject | undefined;
}

/** Names of activations in tf.layers. */
const NAMES = {
  identity: 'linear',
  relu: 'relu',
  tanh: 'tanh',
  gelu: 'gelu',
  silu: 'swish',
  softplus: 'softplus',
} as const;

/**
 * A model of tf.layers as a model file, which `encodeModel` writes as safetensors and `exportOnnx` of @chainzrule/onnx as ONNX.
 * @throws ChainzRuleError `UNSUPPORTED` where the model is not a chain of dense and CubicDense layers.
 */
export async function modelFileFromLayers(model: tf.LayersModel, options: ModelFileOptions = {}): Promise<ModelFile> {
  const read = networkOfModel(model, options.dreg ?? { penalty: 'local', reduction: 'sum' });
  return {
    network: read.network,
    parameters: await parametersOf(read),
    preparation: options.preparation ?? null,
    training: options.training ?? {},
  };
}

/**
 * A model file as a sequential model on prepared rows [batch, inputs], giving probabilities (binary, categorical) or values (regression).
 * @throws ChainzRuleError `UNSUPPORTED` for an ordinal head, which tf.layers has no layer for.
 */
export function layersFromModelFile({ network, parameters }: ModelFile): tf.Sequential {
  const { head, layers, inputs } = network;
  if (head.type === 'ordinal') {
    fail(
      'UNSUPPORTED',
      'an ordinal head (one score, a bias per threshold) has no counterpart in tf.layers; predict with a backend of this package',
    );
  }
  const model = tf.sequential();
  const first = (index: number): object => (index === 0 ? { inputShape: [inputs] } : {});
  layers.forEach(({ units, activation }, index) => {
    const layer =
      activation.type === 'cubic'
        ? cubicDense({ units, coefficients: activation.coefficients, ...first(index) })
        : tf.layers.dense({ units, activation: NAMES[activation.type], ...first(index) });
    model.add(layer);
  });
  const units = head.type === 'binary' ? 1 : head.type === 'categorical' ? head.classes : head.outputs;
  const activation = ({ binary: 'sigmoid', categorical: 'softmax', regression: 'linear' } as const)[head.type];
  model.add(tf.layers.dense({ units, activation, ...first(layers.length) }));
  assignParameters(networkOfModel(model, network.dreg), parameters);
  return model;
}
