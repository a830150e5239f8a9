import * as tf from '@tensorflow/tfjs';

/** Names of TensorFlow.js' backends that this package knows. */
export type DeviceName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** Which backend operations run on, as the engine keeps it. */
interface ActiveBackend {
  backendName: string | undefined;
  backendInstance: tf.KernelBackend | null;
}

/** One backend of TensorFlow.js as a place to compute, whatever backend the application has made active. */
export class Device {
  readonly name: DeviceName;
  readonly backend: tf.KernelBackend;

  constructor(name: DeviceName, backend: tf.KernelBackend) {
    this.name = name;
    this.backend = backend;
  }

  /**
   * Runs synchronous work with this backend active, and frees every tensor made in it but those it returns, which stay until
   * they are disposed. The application's backend and scopes are as before afterwards.
   */
  run<R extends tf.TensorContainer>(work: () => R): R {
    const engine = tf.engine() as unknown as ActiveBackend;
    const { backendName, backendInstance } = engine;
    engine.backendName = this.name;
    engine.backendInstance = this.backend;
    try {
      return tf.tidy(() => keepAll(work()));
    } finally {
      engine.backendName = backendName;
      engine.backendInstance = backendInstance;
    }
  }

  /** A tensor of float32 values on this device. The array must not change afterwards. */
  upload(values: Float32Array, shape: readonly number[]): tf.Tensor {
    return tf.keep(tf.engine().makeTensor(values, [...shape], 'float32', this.backend));
  }
}

function keepAll<R extends tf.TensorContainer>(result: R): R {
  for (const tensor of Array.isArray(result) ? result : [result]) if (tensor instanceof tf.Tensor) tf.keep(tensor);
  return result;
}
