/**
 * A neighbour of DREG as part of a training run, not of the network (math: §2). With ŵ_b = 1/B, o = logits, λ = the run's λ:
 *
 * - `dropout`: while training, every hidden activation h_{l,i} is set to 0 with probability `rate` and otherwise divided by
 *   1 − rate, anew in each step and row. Prediction uses all units. Source: Srivastava et al. 2014 (inverted form).
 * - `spectralNorm`: after every optimiser step each kernel becomes `W / max(1, σ̂/bound)`, where σ̂ comes from one power iteration
 *   v ← Wu/‖Wu‖, u ← Wᵀv/‖Wᵀv‖, σ̂ = ‖Wᵀv‖, whose u is kept from step to step. A constraint, not a penalty; σ̂ ≤ σ, so the bound
 *   holds only as the iteration converges. Source: Miyato et al. 2018; as a projection, Gouk et al. 2021.
 * - `inputGradient`: λ · mean_b ‖∂CE_b/∂x_b‖²₂, CE_b the cross-entropy of row b. Source: Ross & Doshi-Velez 2018 (their sum as a mean).
 * - `hoffman`: λ · ½ mean_b ‖∂o_b/∂x_b‖²_F, all logits, exactly (no random projection). Source: Hoffman, Roberts & Yaida 2019.
 *
 * Weight decay is the optimiser's own (decoupled) and needs no document here.
 */
export type Regularizer =
  | { readonly type: 'dropout'; readonly rate: number }
  | { readonly type: 'spectralNorm'; readonly bound: number }
  | { readonly type: 'inputGradient' }
  | { readonly type: 'hoffman' };
