import { describeValue, fail } from '@chainzrule/core';
import * as tf from '@tensorflow/tfjs';

/** How a {@link CubicDense} is made. */
export interface CubicDenseConfig {
  /** Outputs of the layer. */
  readonly units: number;
  /** One cubic per unit (default), or one for the layer. */
  readonly coefficients?: 'perUnit' | 'shared' | undefined;
  /** sd of the normal noise on a2 and a3, which start at 0; 0.01 by default. */
  readonly coefficientSd?: number | undefined;
  /** Seed of the initial kernel and coefficients; a fixed one when absent. */
  readonly seed?: number | undefined;
  /** Shape of one row, [inputs], where the layer is a model's first. */
  readonly inputShape?: readonly number[] | undefined;
  readonly name?: string | undefined;
  readonly trainable?: boolean | undefined;
}

/**
 * A dense layer with a learnable cubic, `h = φ(x W + b)`, `φ(z) = a0 + a1 z + a2 z² + a3 z³`, for sequential and functional models of
 * tf.layers, beside any other layer.
 *
 * Weights: `kernel` [inputs, units] (normal, variance 1/inputs), `bias` [units] (zero), `coefficients` [4, units] or [4] (a = (0, 1, ε, ε)).
 * Input: [batch, inputs] float32; output: [batch, units].
 */
export class CubicDense extends tf.layers.Layer {
  /** The name under which models are saved. */
  static readonly className: string = 'CubicDense';

  readonly units: number;
  readonly coefficients: 'perUnit' | 'shared';
  readonly #config: CubicDenseConfig;
  #weights:
    | { readonly kernel: tf.LayerVariable; readonly bias: tf.LayerVariable; readonly coefficients: tf.LayerVariable }
    | undefined;

  /** @throws ChainzRuleError `INVALID_ARGUMENT`. */
  constructor(config: CubicDenseConfig) {
    const { units, coefficients = 'perUnit' } = config ?? {};
    if (!Number.isSafeInteger(units) || units < 1)
      fail('INVALID_ARGUMENT', `CubicDense: units is ${describeValue(units)}; it must be an integer >= 1`);
    if (coefficients !== 'perUnit' && coefficients !== 'shared') {
      fail(
        'INVALID_ARGUMENT',
        `CubicDense: coefficients is ${describeValue(coefficients)}; it must be "perUnit" or "shared"`,
      );
    }
    super(layerArguments(config));
    this.units = units;
    this.coefficients = coefficients;
    this.#config = config;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const rows = onlyShape(inputShape);
    const inputs = rows.at(-1);
    if (rows.length !== 2 || typeof inputs !== 'number')
      fail('SHAPE_MISMATCH', `CubicDense ${this.name}: the input has shape [${rows}]; it must be [batch, inputs]`);
    const { coefficientSd = 0.01, seed = 0 } = this.#config;
    const kernel = tf.initializers.randomNormal({ mean: 0, stddev: 1 / Math.sqrt(inputs), seed });
    const zeros = tf.initializers.zeros();
    const shape = this.coefficients === 'shared' ? [4] : [4, this.units];
    this.#weights = {
      kernel: this.addWeight('kernel', [inputs, this.units], 'float32', kernel),
      bias: this.addWeight('bias', [this.units], 'float32', zeros),
      coefficients: this.addWeight('coefficients', shape, 'float32', zeros),
    };
    const initial = tf.tidy(() => nearIdentity(shape, coefficientSd, seed + 1));
    this.#weights.coefficients.write(initial);
    initial.dispose();
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [onlyShape(inputShape)[0]!, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const { kernel, bias, coefficients } = this.#weights!;
      const z = tf.add(tf.matMul(x as tf.Tensor2D, kernel.read() as tf.Tensor2D), bias.read());
      const [a0, a1, a2, a3] = tf.unstack(coefficients.read()) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return z.mul(a3).add(a2).mul(z).add(a1).mul(z).add(a0);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { coefficientSd = 0.01, seed = 0 } = this.#config;
    return { ...super.getConfig(), units: this.units, coefficients: this.coefficients, coefficientSd, seed };
  }
}

/** a = (0, 1, ε2, ε3) in the shape [4, …], ε ~ N(0, sd²). */
function nearIdentity([, ...row]: readonly number[], sd: number, seed: number): tf.Tensor {
  const noise = tf.randomNormal([2, ...row], 0, sd, 'float32', seed);
  return tf.concat([tf.zeros([1, ...row]), tf.ones([1, ...row]), noise], 0);
}

let registered = false;

/** Makes the layer known to `tf.loadLayersModel`; {@link cubicDense} does it too. Doing it twice does nothing. */
export function registerCubicDense(): void {
  if (!registered)
    tf.serialization.registerClass(CubicDense as unknown as tf.serialization.SerializableConstructor<CubicDense>);
  registered = true;
}

/** Makes a {@link CubicDense}, as `tf.layers.dense` makes a dense layer. @throws ChainzRuleError `INVALID_ARGUMENT`. */
export function cubicDense(config: CubicDenseConfig): CubicDense {
  registerCubicDense();
  return new CubicDense(config);
}

type LayerArguments = ConstructorParameters<typeof tf.layers.Layer>[0];

function layerArguments({ inputShape, name, trainable, ...others }: CubicDenseConfig): LayerArguments {
  // A saved config brings more, such as batchInputShape and dtype.
  return {
    ...others,
    ...(inputShape !== undefined && { inputShape: [...inputShape] }),
    ...(name !== undefined && { name }),
    ...(trainable !== undefined && { trainable }),
  } as LayerArguments;
}

function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}
