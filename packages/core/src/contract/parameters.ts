/** A named tensor's values, row-major float64, with its shape (`[in, out]` kernels, `[out]` biases, `[4, out]` coefficients). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Tensors by name (`layers.0.kernel` … `head.bias`), in the canonical order of `tensorShapes(network)`. */
export type Parameters = Readonly<Record<string, Tensor>>;
