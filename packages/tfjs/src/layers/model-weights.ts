import { type Parameters, type Tensor, tensorShapes } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import { CubicDense } from './cubic-dense.ts';
import type { ModelNetwork } from './model-network.ts';

/** Names of a layer's tensors in the network document, in the order of `layer.getWeights()`. */
function tensorNames({ layers }: ModelNetwork, index: number): readonly string[] {
  const prefix = index === layers.length - 1 ? 'head' : `layers.${index}`;
  const names = [`${prefix}.kernel`, `${prefix}.bias`];
  return layers[index] instanceof CubicDense ? [...names, `${prefix}.coefficients`] : names;
}

/** The model's weights as the network's parameters, in canonical order. */
export async function parametersOf(model: ModelNetwork): Promise<Parameters> {
  const found = new Map<string, Tensor>();
  for (const [index, layer] of model.layers.entries()) {
    const weights = layer.getWeights();
    for (const [place, name] of tensorNames(model, index).entries()) {
      const weight = weights[place]!;
      found.set(name, { shape: weight.shape, data: Float64Array.from(await weight.data()) });
    }
  }
  return Object.fromEntries([...tensorShapes(model.network).keys()].map((name) => [name, found.get(name)!]));
}

/** Puts parameters into the model's weights. */
export function assignParameters(model: ModelNetwork, parameters: Parameters): void {
  tf.tidy(() => {
    for (const [index, layer] of model.layers.entries()) {
      const weights = tensorNames(model, index).map((name) => {
        const { shape, data } = parameters[name]!;
        return tf.tensor(Float32Array.from(data), [...shape]);
      });
      layer.setWeights(weights);
    }
  });
}
