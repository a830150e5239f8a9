import type { TensorOpsV1 } from '@chainzrule/core';
import type { ForwardLayer } from '@chainzrule/core/step';

/** Gradients of a penalty on the derivative with respect to the inputs. */
export interface JacobianGradients<T> {
  /** ∂/∂D_l, [B, d_l], by layer. */
  readonly slopes: readonly T[];
  /** ∂/∂W_l without the part through z, [d_{l−1}, d_l], by layer. */
  readonly kernels: readonly T[];
  /** ∂/∂G_L, [B, outputs, d_L]. */
  readonly top: T;
}

/** A derivative with respect to the inputs, and the way back from a function of it. */
export interface InputJacobian<T> {
  /** G_0, [B, outputs, d_0]. */
  readonly value: T;
  /** Σ over outputs and inputs of G_0², [B, 1]. */
  readonly squares: T;
  /** The gradients that follow from ∂/∂G_0, [B, outputs, d_0]. */
  backward(gradient: T): JacobianGradients<T>;
}

/**
 * G_0 from G_L = `top` ([B or 1, outputs, d_L]) by S_l = G_l ∘ D_l, G_{l−1} = S_l W_lᵀ: the reverse-mode Jacobian, one vector per
 * output and row. Backward, with A_l = ∂/∂G_l: `∂/∂S_l = A_{l−1} W_l`, `∂/∂W_l += Σ_b A_{l−1}ᵀ S_l`, `∂/∂D_l = Σ_k ∂/∂S_l ∘ G_l`,
 * `A_l = ∂/∂S_l ∘ D_l`. O(B · outputs · Σ d_{l−1} d_l).
 */
export function inputJacobian<T extends object>(
  ops: TensorOpsV1<T>,
  layers: readonly ForwardLayer<T>[],
  top: T,
): InputJacobian<T> {
  const outputs = ops.shape(top)[1]!;
  const above: T[] = [];
  const scaled: T[] = [];
  let current = top;
  for (const layer of layers.toReversed()) {
    const [batch, units] = ops.shape(layer.z) as [number, number];
    const rows = ops.multiply(current, ops.reshape(layer.activated.slope(), [batch, 1, units]));
    above.unshift(current);
    scaled.unshift(rows);
    const below = ops.matmul(ops.reshape(rows, [batch * outputs, units]), layer.kernel, false, true);
    current = ops.reshape(below, [batch, outputs, ops.shape(layer.kernel)[0]!]);
  }
  const [batch, , inputs] = ops.shape(current) as [number, number, number];
  return {
    value: current,
    squares: ops.sum(ops.reshape(ops.multiply(current, current), [batch, outputs * inputs]), 1),
    backward(gradient) {
      let adjoint = gradient;
      const slopes: T[] = [];
      const kernels: T[] = [];
      layers.forEach((layer, index) => {
        const [fanIn, units] = ops.shape(layer.kernel) as [number, number];
        const flat = ops.reshape(adjoint, [batch * outputs, fanIn]);
        kernels.push(ops.matmul(flat, ops.reshape(scaled[index]!, [batch * outputs, units]), true, false));
        const throughScaled = ops.reshape(ops.matmul(flat, layer.kernel), [batch, outputs, units]);
        slopes.push(ops.reshape(ops.sum(ops.multiply(throughScaled, above[index]!), 1), [batch, units]));
        adjoint = ops.multiply(throughScaled, ops.reshape(layer.activated.slope(), [batch, 1, units]));
      });
      return { slopes, kernels, top: adjoint };
    },
  };
}
