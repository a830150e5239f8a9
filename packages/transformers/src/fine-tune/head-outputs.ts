import type { Matrix, NetworkSpec, Parameters } from '@chainzrule/core';

/** The network on top of a fine-tuned encoder, with what goes in and comes out for some texts. */
export interface HeadOutputs {
  readonly network: NetworkSpec;
  readonly parameters: Parameters;
  /** Pooled outputs of the encoder, [texts, hidden]. */
  readonly features: Matrix;
  /** [texts, logits]. */
  readonly logits: Matrix;
}
