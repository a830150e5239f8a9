import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { NetworkSpec } from '../spec/network.ts';
import { type Activated, activate, type CubicRows, cubicRows } from './activations.ts';

/** Tensors of the network by name, on whatever the operations work on. */
export type TensorsByName<T> = Readonly<Record<string, T>>;

/** What the forward pass leaves for the way back, of one hidden layer. */
export interface ForwardLayer<T> {
  readonly index: number;
  /** h_{l−1}, [B, d_{l−1}]. */
  readonly input: T;
  /** W_l, [d_{l−1}, d_l]. */
  readonly kernel: T;
  /** z_l, [B, d_l]. */
  readonly z: T;
  readonly activated: Activated<T>;
  /** The coefficients of a cubic layer. */
  readonly cubic: CubicRows<T> | undefined;
  readonly units: number;
}

export interface Forward<T> {
  readonly layers: readonly ForwardLayer<T>[];
  /** h_L, [B, d_L]. */
  readonly features: T;
  /** [B, logits]. */
  readonly logits: T;
}

/** The forward pass: z_l = h_{l−1} W_l + b_l, h_l = φ_l(z_l), logits = h_L W + b. x: [B, d_0]. */
export function forward<T extends object>(
  ops: TensorOpsV1<T>,
  network: NetworkSpec,
  tensors: TensorsByName<T>,
  x: T,
): Forward<T> {
  let input = x;
  const layers = network.layers.map(({ units, activation }, index): ForwardLayer<T> => {
    const kernel = tensors[`layers.${index}.kernel`]!;
    const z = ops.add(ops.matmul(input, kernel), row(ops, tensors[`layers.${index}.bias`]!));
    const cubic = activation.type === 'cubic' ? cubicRows(ops, tensors[`layers.${index}.coefficients`]!) : undefined;
    const activated = activate(ops, activation, z, cubic);
    const layer = { index, input, kernel, z, activated, cubic, units };
    input = activated.value;
    return layer;
  });
  // An ordinal head has one score column and K − 1 biases: broadcasting the sum is the whole difference.
  const logits = ops.add(ops.matmul(input, tensors['head.kernel']!), row(ops, tensors['head.bias']!));
  return { layers, features: input, logits };
}

function row<T extends object>(ops: TensorOpsV1<T>, bias: T): T {
  return ops.reshape(bias, [1, ops.shape(bias)[0]!]);
}
