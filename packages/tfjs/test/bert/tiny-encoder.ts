import {
  type BertSpec,
  bertShapes,
  type EncoderModel,
  type HeadSpec,
  initialParameters,
  type LabelledTokens,
  type NetworkSpec,
  Rng,
  type SafeTensor,
} from '@chainzrule/core';

/** A BERT small enough to be differenced tensor by tensor. */
export const TINY: BertSpec = {
  format: 'chainzrule/bert@1',
  vocabulary: 30,
  hidden: 12,
  layers: 2,
  heads: 3,
  inner: 20,
  positions: 10,
  segments: 2,
  epsilon: 1e-12,
};

export interface TinyOptions {
  readonly spec?: BertSpec;
  readonly head?: HeadSpec;
  readonly layers?: NetworkSpec['layers'];
  /** sd of the weights; BERT's own 0.02 leaves every text nearly alike at this size. */
  readonly sd?: number;
}

/** A random encoder with a cubic layer and its penalty on top. */
export function tinyModel(seed: number, options: TinyOptions = {}): EncoderModel {
  const { spec = TINY, head = { type: 'categorical', classes: 3 }, sd = 0.3 } = options;
  const layers = options.layers ?? [{ units: 6, activation: { type: 'cubic', coefficients: 'perUnit' } }];
  const network: NetworkSpec = {
    format: 'chainzrule/network@1',
    inputs: spec.hidden,
    layers,
    head,
    dreg: { penalty: layers.length === 0 ? 'none' : 'local', reduction: 'sum' },
  };
  const rng = Rng.fromSeed(seed);
  const tensors = new Map<string, SafeTensor>(
    Object.entries(initialParameters(network, rng.fork('network'), { coefficientSd: 0.2 })),
  );
  for (const [name, shape] of bertShapes(spec)) {
    const stream = rng.fork(name);
    const mean = name.endsWith('LayerNorm.weight') ? 1 : 0;
    const length = shape.reduce((product, size) => product * size, 1);
    tensors.set(name, { shape, data: Float32Array.from({ length }, () => mean + sd * stream.normal()) });
  }
  return { encoder: spec, network, tensors };
}

/** Random texts of these lengths, labelled with random classes. */
export function tinyBatch(
  seed: number,
  { vocabulary }: BertSpec,
  lengths: readonly number[],
  classes = 3,
): LabelledTokens {
  const rng = Rng.fromSeed(seed);
  const length = Math.max(...lengths);
  const ids = new Int32Array(lengths.length * length);
  lengths.forEach((tokens, row) => {
    for (let at = 0; at < tokens; at++) ids[row * length + at] = 1 + rng.integer(vocabulary - 1);
  });
  return {
    ids,
    lengths: Int32Array.from(lengths),
    rows: lengths.length,
    length,
    y: Float64Array.from(lengths, () => rng.integer(classes)),
  };
}
