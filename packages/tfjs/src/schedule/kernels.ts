import { fail } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';
import type { Attributes } from './schedule.ts';

/** A kernel's inputs by their names, or listed. */
export type KernelInputs = Readonly<Record<string, tf.TensorInfo>> | readonly tf.TensorInfo[];

/** How kernels are called on the active backend, and whose their results are. */
export interface Kernels {
  call(name: string, inputs: KernelInputs, attributes: Attributes): tf.TensorInfo | tf.TensorInfo[];
  /** Takes in what something else has made on the backend. */
  adopt(made: tf.TensorInfo): tf.TensorInfo;
  free(made: tf.TensorInfo): void;
  /** As a tensor that the application may hold. */
  tensorOf(made: tf.TensorInfo): tf.Tensor;
}

/**
 * The engine of TensorFlow.js wraps whatever a kernel makes in a tensor and keeps books on it, which takes as long as a small kernel: so
 * kernels are called by themselves, and only what a schedule gives out becomes a tensor. `tf.profile` and the debug mode read those books.
 */
export function activeKernels(): Kernels {
  return tf.engine().state.profiling || tf.env().getBool('DEBUG') ? kernelsOfEngine() : kernelsOfBackend();
}

function kernelsOfBackend(): Kernels {
  const engine = tf.engine();
  const { backend, backendName } = engine;
  return {
    call: (name, inputs, attrs) =>
      functionOf(
        backendName,
        name,
      )({
        inputs: inputs as tf.NamedTensorInfoMap,
        attrs: attrs as tf.NamedAttrMap,
        backend,
      }),
    adopt: (made) => made,
    free: ({ dataId }) => backend.disposeData(dataId),
    tensorOf: (made) => engine.makeTensorFromTensorInfo(made, backend),
  };
}

function kernelsOfEngine(): Kernels {
  const engine = tf.engine();
  return {
    call: (name, inputs, attributes) =>
      engine.runKernel<tf.Tensor | tf.Tensor[]>(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap),
    adopt: (made) => engine.makeTensorFromTensorInfo(made),
    free: (made) => (made as tf.Tensor).dispose(),
    tensorOf: (made) => made as tf.Tensor,
  };
}

const functions = new Map<string, Map<string, tf.KernelFunc>>();

/** A backend's kernel by name; looked up once. */
function functionOf(backend: string, name: string): tf.KernelFunc {
  let own = functions.get(backend);
  if (own === undefined) functions.set(backend, (own = new Map()));
  let found = own.get(name);
  if (found === undefined) own.set(name, (found = registered(backend, name)));
  return found;
}

function registered(backend: string, name: string): tf.KernelFunc {
  const config = tf.getKernel(name, backend);
  if (config === undefined)
    fail(
      'UNSUPPORTED',
      `TensorFlow.js has no kernel ${name} for ${backend}; use the version that the adapter asks for`,
    );
  return config.kernelFunc;
}
