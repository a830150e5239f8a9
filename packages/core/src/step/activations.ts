import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { ActivationSpec, FixedActivation } from '../spec/network.ts';

/** φ of a layer at z [B, d], and what the way back asks of it. Lazy, so that inference computes the value alone. */
export interface Activated<T> {
  /** h = φ(z), [B, d]. */
  readonly value: T;
  /** D = φ′(z), [B, d]. */
  slope(): T;
  /** φ″(z) / 2, [B, d]; undefined where φ″ = 0 everywhere (ReLU, identity). */
  halfCurvature(): T | undefined;
}

/** The cubic's coefficients as rows that broadcast over the batch, [1, d] or [1, 1] each. */
export type CubicRows<T> = readonly [a0: T, a1: T, a2: T, a3: T];

/** Splits `layers.N.coefficients` [4, d] or [4] into its four rows. */
export function cubicRows<T extends object>(ops: TensorOpsV1<T>, coefficients: T): CubicRows<T> {
  const width = ops.shape(coefficients)[1] ?? 1;
  const row = (power: number): T => ops.reshape(ops.slice(coefficients, 0, power, 1), [1, width]);
  return [row(0), row(1), row(2), row(3)];
}

/** Applies a layer's activation; `rows` are its coefficients when it is a cubic. */
export function activate<T extends object>(
  ops: TensorOpsV1<T>,
  activation: ActivationSpec,
  z: T,
  rows: CubicRows<T> | undefined,
): Activated<T> {
  return activation.type === 'cubic' ? cubic(ops, z, rows!) : fixed[activation.type](ops, z);
}

/** Horner's scheme shared between φ, φ′ and φ″: seven multiplications or additions more than φ alone for both derivatives. */
function cubic<T extends object>(ops: TensorOpsV1<T>, z: T, [a0, a1, a2, a3]: CubicRows<T>): Activated<T> {
  const cubicTerm = ops.multiply(z, a3);
  const p2 = ops.add(cubicTerm, a2);
  const p1 = ops.add(ops.multiply(p2, z), a1);
  const d1 = once(() => ops.add(cubicTerm, p2));
  return {
    value: ops.add(ops.multiply(p1, z), a0),
    slope: once(() => ops.add(ops.multiply(d1(), z), p1)),
    halfCurvature: once(() => ops.add(d1(), cubicTerm)),
  };
}

type Activate = <T extends object>(ops: TensorOpsV1<T>, z: T) => Activated<T>;

const none = (): undefined => undefined;

/** φ′ is a matrix of ones in z's shape. */
const identity: Activate = (ops, z) => ({
  value: z,
  slope: once(() => ops.maximum(ops.multiply(z, 0), 1)),
  halfCurvature: none,
});

/** φ′ = 0 at the kink. */
const relu: Activate = (ops, z) => ({
  value: ops.maximum(z, 0),
  slope: once(() => ops.greater(z, 0)),
  halfCurvature: none,
});

/** φ′ = 1 − h², φ″ = −2 h φ′. */
const tanh: Activate = (ops, z) => {
  const value = ops.tanh(z);
  const slope = once(() => ops.subtract(1, ops.multiply(value, value)));
  return { value, slope, halfCurvature: once(() => ops.multiply(ops.multiply(value, slope()), -1)) };
};

/** φ = z Φ(z), φ′ = Φ + z N, φ″ = (2 − z²) N with N the normal density. */
const gelu: Activate = (ops, z) => {
  const distribution = ops.multiply(ops.add(ops.erf(ops.multiply(z, Math.SQRT1_2)), 1), 0.5);
  const square = once(() => ops.multiply(z, z));
  const density = once(() => ops.multiply(ops.exp(ops.multiply(square(), -0.5)), 1 / Math.sqrt(2 * Math.PI)));
  return {
    value: ops.multiply(z, distribution),
    slope: once(() => ops.add(distribution, ops.multiply(z, density()))),
    halfCurvature: once(() => ops.multiply(ops.subtract(1, ops.multiply(square(), 0.5)), density())),
  };
};

/** φ = z σ, φ′ = σ + φ (1 − σ), φ″ = σ (1 − σ) (2 + z (1 − 2σ)). */
const silu: Activate = (ops, z) => {
  const sigma = ops.sigmoid(z);
  const value = ops.multiply(z, sigma);
  const complement = once(() => ops.subtract(1, sigma));
  return {
    value,
    slope: once(() => ops.add(sigma, ops.multiply(value, complement()))),
    halfCurvature: once(() => {
      const bend = ops.multiply(z, ops.subtract(0.5, sigma));
      return ops.multiply(ops.multiply(sigma, complement()), ops.add(bend, 1));
    }),
  };
};

/** φ = log(1 + eᶻ), written so that it cannot overflow; φ′ = σ, φ″ = σ (1 − σ). */
const softplus: Activate = (ops, z) => {
  const sigma = once(() => ops.sigmoid(z));
  return {
    value: stableSoftplus(ops, z),
    slope: sigma,
    halfCurvature: once(() => ops.multiply(ops.multiply(sigma(), ops.subtract(1, sigma())), 0.5)),
  };
};

/** log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|). */
export function stableSoftplus<T extends object>(ops: TensorOpsV1<T>, z: T): T {
  const tail = ops.log(ops.add(ops.exp(ops.multiply(ops.abs(z), -1)), 1));
  return ops.add(ops.maximum(z, 0), tail);
}

const fixed: Readonly<Record<FixedActivation['type'], Activate>> = { relu, tanh, gelu, silu, softplus, identity };

function once<R>(make: () => R): () => R {
  let made: { readonly value: R } | undefined;
  return () => (made ??= { value: make() }).value;
}
