import {
  type ActivationSpec,
  type DregSpec,
  fail,
  type HeadSpec,
  type NetworkSpec,
  parseNetwork,
} from '@chainzrule/core';
import type * as tf from '@tensorflow/tfjs';
import { CubicDense } from './cubic-dense.ts';

/** A model of tf.layers as a network: its document, and its layers in the order of the document. */
export interface ModelNetwork {
  readonly network: NetworkSpec;
  /** Hidden layers, then the head. */
  readonly layers: readonly tf.layers.Layer[];
}

/** Activations of tf.layers that the network document knows. */
const ACTIVATIONS: Readonly<Record<string, Exclude<ActivationSpec['type'], 'cubic'>>> = {
  linear: 'identity',
  relu: 'relu',
  tanh: 'tanh',
  gelu: 'gelu',
  swish: 'silu',
  softplus: 'softplus',
};

/** What of a layer's config is looked at. */
interface DenseConfig {
  readonly units: number;
  readonly activation?: string;
  readonly useBias?: boolean;
}

/**
 * Reads a model of dense and {@link CubicDense} layers, one after another, sequential or functional, as a network. The last layer is the
 * head: `dense` with a sigmoid on one unit (binary), with softmax (categorical) or linear (regression).
 * @throws ChainzRuleError `UNSUPPORTED` naming the layer that has no place in such a network, and why.
 */
export function networkOfModel(model: tf.LayersModel, dreg: DregSpec): ModelNetwork {
  const layers = chainOf(model);
  const head = layers.at(-1);
  if (head === undefined) refuse(model, 'it has no layers; it needs a dense layer as its head');
  const hidden = layers
    .slice(0, -1)
    .map((layer) => ({ units: unitsOf(layer), activation: activationOf(model, layer) }));
  const inputs = model.inputs[0]!.shape;
  if (model.inputs.length !== 1 || inputs.length !== 2 || inputs[1] === null)
    refuse(model, `its input has shape [${inputs}]; it must be one of shape [batch, inputs]`);
  const network = parseNetwork({
    format: 'chainzrule/network@1',
    inputs: inputs[1],
    layers: hidden,
    head: headOf(model, head),
    dreg: hidden.length === 0 ? { ...dreg, penalty: 'none' } : dreg,
  });
  return { network, layers };
}

/** Layers one after another, the input's left out. */
function chainOf(model: tf.LayersModel): readonly tf.layers.Layer[] {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  layers.forEach((layer, index) => {
    const [node, another] = layer.inboundNodes;
    const before = node?.inboundLayers ?? [];
    const follows =
      index === 0 ? before.every((one) => one.getClassName() === 'InputLayer') : before[0] === layers[index - 1];
    if (another !== undefined || before.length > 1 || !follows)
      refuse(model, `layer ${layer.name} does not simply follow the layer before it`);
  });
  return layers;
}

function activationOf(model: tf.LayersModel, layer: tf.layers.Layer): ActivationSpec {
  if (layer instanceof CubicDense) return { type: 'cubic', coefficients: layer.coefficients };
  const { activation = 'linear' } = denseConfig(model, layer);
  const type = ACTIVATIONS[activation];
  return type === undefined
    ? refuse(
        model,
        `layer ${layer.name} has the activation ${activation}; these have a penalty: ${Object.keys(ACTIVATIONS).join(', ')}`,
      )
    : { type };
}

function headOf(model: tf.LayersModel, layer: tf.layers.Layer): HeadSpec {
  const { units, activation = 'linear' } = denseConfig(model, layer);
  if (activation === 'sigmoid' && units === 1) return { type: 'binary' };
  if (activation === 'softmax' && units > 1) return { type: 'categorical', classes: units };
  if (activation === 'linear') return { type: 'regression', outputs: units };
  return refuse(
    model,
    `its last layer ${layer.name} has ${units} units and the activation ${activation}; a head is sigmoid on 1 unit, softmax on several, or linear`,
  );
}

function unitsOf(layer: tf.layers.Layer): number {
  return (layer.getConfig() as unknown as DenseConfig).units;
}

function denseConfig(model: tf.LayersModel, layer: tf.layers.Layer): DenseConfig {
  const name = layer.getClassName();
  if (name !== 'Dense') refuse(model, `layer ${layer.name} is ${name}; dense and CubicDense layers take part`);
  const config = layer.getConfig();
  if (config['useBias'] === false) refuse(model, `layer ${layer.name} has no bias; give it one`);
  for (const name of ['kernelRegularizer', 'biasRegularizer', 'kernelConstraint', 'biasConstraint']) {
    if (config[name] != null)
      refuse(model, `layer ${layer.name} has a ${name}, which this training would ignore; take it off`);
  }
  return config as unknown as DenseConfig;
}

function refuse(model: tf.LayersModel, reason: string): never {
  return fail('UNSUPPORTED', `the model ${model.name} cannot be taken as a network: ${reason}`, {
    model: model.name,
    reason,
  });
}
