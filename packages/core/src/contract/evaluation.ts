import type { Parameters } from './parameters.ts';

/** One evaluation of the objective: `loss = task + λ · penalty`, and the gradients of `loss`. */
export interface EvaluationV1 {
  readonly loss: number;
  readonly task: number;
  /** Mean of `penaltyPerLayer`; 0 without a penalty. */
  readonly penalty: number;
  /** [layers] batch mean of each layer's penalty after the reduction. */
  readonly penaltyPerLayer: Float64Array;
  /** ∂loss/∂tensor for every tensor, in its shape. */
  readonly gradients: Parameters;
}

/**
 * Per-row derivative norms, [rows] each (math: §4): `layer` = √(Σ_l ‖diag(D_l) W_lᵀ‖²_F); `input` = the norm of the
 * derivative of the logit, of the logits' difference (two classes), of the score, or of all outputs, with respect to x.
 */
export interface DerivativeNormsV1 {
  readonly layer: Float64Array;
  readonly input: Float64Array;
}
