import type { BertSpec } from './bert-spec.ts';

/**
 * Every tensor of a BERT encoder with its shape, under the names and in the layout of Hugging Face's `BertModel`: linear kernels
 * `….weight` are [out, in].
 */
export function bertShapes(spec: BertSpec): ReadonlyMap<string, readonly number[]> {
  const { hidden, inner } = spec;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, from: number, to: number): void => {
    shapes.set(`${name}.weight`, [to, from]);
    shapes.set(`${name}.bias`, [to]);
  };
  const norm = (name: string): void => {
    shapes.set(`${name}.weight`, [hidden]);
    shapes.set(`${name}.bias`, [hidden]);
  };
  shapes.set('embeddings.word_embeddings.weight', [spec.vocabulary, hidden]);
  shapes.set('embeddings.position_embeddings.weight', [spec.positions, hidden]);
  shapes.set('embeddings.token_type_embeddings.weight', [spec.segments, hidden]);
  norm('embeddings.LayerNorm');
  for (let layer = 0; layer < spec.layers; layer++) {
    const at = bertLayer(layer);
    for (const part of ['query', 'key', 'value']) linear(`${at}.attention.self.${part}`, hidden, hidden);
    linear(`${at}.attention.output.dense`, hidden, hidden);
    norm(`${at}.attention.output.LayerNorm`);
    linear(`${at}.intermediate.dense`, hidden, inner);
    linear(`${at}.output.dense`, inner, hidden);
    norm(`${at}.output.LayerNorm`);
  }
  linear('pooler.dense', hidden, hidden);
  return shapes;
}

/** Where the tensors of a layer, counted from 0, have their names. */
export function bertLayer(layer: number): string {
  return `encoder.layer.${layer}`;
}

/** The kernel of a linear map: a matrix that is no table of embeddings. */
export function isLinearKernel(name: string): boolean {
  return /\.(query|key|value|dense)\.weight$/.test(name);
}

/**
 * How high in the network a tensor sits: 0 embeddings, 1 … layers the blocks, layers + 1 the pooler and whatever is not of the
 * encoder. Rates and freezing go by it.
 */
export function depthOf(spec: BertSpec, name: string): number {
  if (name.startsWith('embeddings.')) return 0;
  const layer = /^encoder\.layer\.(\d+)\./.exec(name)?.[1];
  return layer === undefined ? spec.layers + 1 : Number(layer) + 1;
}

/** Whether weight decay falls on a tensor: kernels and embeddings, not biases, layer norms and coefficients. */
export function isDecayedInEncoder(name: string): boolean {
  return name.endsWith('.kernel') || (name.endsWith('.weight') && !name.endsWith('LayerNorm.weight'));
}
