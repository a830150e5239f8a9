import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { DregSpec } from '../spec/network.ts';
import type { Forward, ForwardLayer } from './forward.ts';
import type { LayerPenalty, NetworkPenalty } from './layer-penalty.ts';
import type { RowMean } from './row-mean.ts';

/** One layer's Jacobians, kept transposed so that every product is one plain matrix product over B·d_0 rows. */
interface Jacobian<T> {
  /** J_{l−1}ᵀ W_l, [B, d_0, d_l] ([1, d_0, d_1] at the first layer, where J_0 = I). */
  readonly product: T;
  /** J_lᵀ = (J_{l−1}ᵀ W_l) ∘ D_l, [B, d_0, d_l]. */
  readonly transposed: T;
  /** D_l as [B, 1, d_l]. */
  readonly slope: T;
}

/**
 * `accumulated`: J_l = diag(D_l) W_lᵀ J_{l−1}, J_0 = I; R_l = mean_b ‖J_{l,b}‖²_F. Cost O(B d_0 d_{l−1} d_l).
 *
 * Backward, per sample: `G_l = 2 c_l J_l + W_{l+1} diag(D_{l+1}) G_{l+1}`, G_{L+1} = 0;
 * `∂/∂D_{l,i} = Σ_j G_{l,ij} (W_lᵀ J_{l−1})_{ij}`; `∂/∂W_lᵀ += Σ_b diag(D_l) G_l J_{l−1}ᵀ`.
 * `weight`: λ/L, [1, 1]; divided by d_l under `meanUnits`. Layers must be visited from the last to the first.
 */
export function accumulatedPenalty<T extends object>(
  ops: TensorOpsV1<T>,
  dreg: DregSpec,
  pass: Forward<T>,
  mean: RowMean<T>,
  weight: T,
): NetworkPenalty<T> {
  const jacobians = jacobiansOf(ops, pass.layers);
  const perRow = ops.multiply(weight, mean.column);
  const perJacobian = ops.reshape(perRow, [ops.shape(perRow)[0]!, 1, 1]);
  /** W_{l+1} diag(D_{l+1}) G_{l+1}, transposed, of the layer visited before. */
  let carried: T | undefined;

  return {
    at(layer): LayerPenalty<T> {
      const jacobian = jacobians[layer.index]!;
      const [batch, inputs, units] = ops.shape(jacobian.transposed) as [number, number, number];
      const reduction = dreg.reduction === 'meanUnits' ? 1 / units : 1;
      const own = ops.multiply(jacobian.transposed, ops.multiply(perJacobian, 2 * reduction));
      const gradient = carried === undefined ? own : ops.add(own, carried);
      const throughSlope = ops.multiply(gradient, jacobian.slope);
      const rows = ops.reshape(throughSlope, [batch * inputs, units]);
      const below = layer.index === 0 ? undefined : jacobians[layer.index - 1]!;
      const kernelGradient =
        below === undefined
          ? ops.reshape(ops.sum(throughSlope, 0), [inputs, units])
          : ops.matmul(flatten(ops, below.transposed), rows, true, false);
      if (below !== undefined) {
        carried = ops.reshape(ops.matmul(rows, layer.kernel, false, true), ops.shape(below.transposed));
      }
      const slopeGradient = ops.reshape(ops.sum(ops.multiply(gradient, jacobian.product), 1), [batch, units]);
      return { value: value(ops, jacobian, mean, reduction), slopeGradient, kernelGradient };
    },
  };
}

function jacobiansOf<T extends object>(ops: TensorOpsV1<T>, layers: readonly ForwardLayer<T>[]): Jacobian<T>[] {
  const jacobians: Jacobian<T>[] = [];
  for (const layer of layers) {
    const before = jacobians.at(-1);
    const [fanIn, units] = ops.shape(layer.kernel) as [number, number];
    const batch = ops.shape(layer.z)[0]!;
    const inputs = before === undefined ? fanIn : ops.shape(before.transposed)[1]!;
    const product =
      before === undefined
        ? ops.reshape(layer.kernel, [1, fanIn, units])
        : ops.reshape(ops.matmul(flatten(ops, before.transposed), layer.kernel), [batch, inputs, units]);
    const slope = ops.reshape(layer.activated.slope(), [batch, 1, units]);
    jacobians.push({ product, slope, transposed: ops.multiply(product, slope) });
  }
  return jacobians;
}

/** The batch mean of ‖J_l‖²_F after the reduction, [1, 1]. */
function value<T extends object>(ops: TensorOpsV1<T>, jacobian: Jacobian<T>, mean: RowMean<T>, reduction: number): T {
  const [batch, inputs, units] = ops.shape(jacobian.transposed) as [number, number, number];
  const squares = ops.reshape(ops.multiply(jacobian.transposed, jacobian.transposed), [batch, inputs * units]);
  const total = mean.of(ops.sum(squares, 1));
  return reduction === 1 ? total : ops.multiply(total, reduction);
}

/** [B, d_0, d] → [B·d_0, d]. */
function flatten<T extends object>(ops: TensorOpsV1<T>, tensor: T): T {
  const [batch, inputs, units] = ops.shape(tensor) as [number, number, number];
  return ops.reshape(tensor, [batch * inputs, units]);
}
