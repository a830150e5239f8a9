import type { EncoderTensors, SafeTensor } from '@chainzrule/core';
import { isLinearKernel } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import type { Device } from '../backend/device.ts';

/** Tensors on the device by name. Linear kernels lie there as [in, out], so that the forward pass is a plain product. */
export type Weights = ReadonlyMap<string, tf.Tensor>;

/** Sends tensors to the device. */
export function uploadWeights(device: Device, tensors: EncoderTensors): Map<string, tf.Tensor> {
  const weights = new Map<string, tf.Tensor>();
  for (const [name, { shape, data }] of tensors) {
    // A copy: the CPU backend computes on the very array it is given.
    const tensor = device.upload(Float32Array.from(data), shape);
    weights.set(name, isLinearKernel(name) ? transposed(device, tensor) : tensor);
    if (isLinearKernel(name)) tensor.dispose();
  }
  return weights;
}

/** Brings tensors back in their own layout, one after another. */
export async function downloadWeights(device: Device, weights: Weights): Promise<EncoderTensors> {
  const tensors = new Map<string, SafeTensor>();
  for (const [name, tensor] of weights) {
    const own = isLinearKernel(name) ? transposed(device, tensor) : tensor;
    try {
      tensors.set(name, { shape: [...own.shape], data: Float32Array.from(await own.data()) });
    } finally {
      if (own !== tensor) own.dispose();
    }
  }
  return tensors;
}

/** Frees tensors. */
export function disposeWeights(weights: Weights): void {
  for (const tensor of weights.values()) tensor.dispose();
}

function transposed(device: Device, tensor: tf.Tensor): tf.Tensor {
  return device.run(() => tf.transpose(tensor));
}
