import type { Rng, SafeTensor } from '@chainzrule/core';

/** Sizes of a BERT encoder. */
export interface BertConfig {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly maxPositions: number;
}

/** Rows of the token type embeddings. */
const TOKEN_TYPES = 2;

export const LAYER_NORM_EPSILON = 1e-12;

/** A `BertModel`'s `config.json`. */
export function configJson(config: BertConfig): Record<string, unknown> {
  return {
    architectures: ['BertModel'],
    model_type: 'bert',
    vocab_size: config.vocabularySize,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.intermediateSize,
    max_position_embeddings: config.maxPositions,
    type_vocab_size: TOKEN_TYPES,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    layer_norm_eps: LAYER_NORM_EPSILON,
    position_embedding_type: 'absolute',
    pad_token_id: 0,
    initializer_range: 0.02,
  };
}

/** Random weights under the names and in the shapes of a Hugging Face `BertModel` (linear kernels [out, in]). */
export function bertTensors(config: BertConfig, rng: Rng, sd: number): Map<string, SafeTensor> {
  const tensors = new Map<string, SafeTensor>();
  const random = (name: string, shape: readonly number[], mean = 0): void => {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length }, () => mean + sd * rng.normal());
    tensors.set(name, { shape: [...shape], data });
  };
  const linear = (name: string, from: number, to: number): void => {
    random(`${name}.weight`, [to, from]);
    random(`${name}.bias`, [to]);
  };
  const norm = (name: string): void => {
    random(`${name}.weight`, [config.hiddenSize], 1);
    random(`${name}.bias`, [config.hiddenSize]);
  };
  const { hiddenSize, intermediateSize } = config;
  random('embeddings.word_embeddings.weight', [config.vocabularySize, hiddenSize]);
  random('embeddings.position_embeddings.weight', [config.maxPositions, hiddenSize]);
  random('embeddings.token_type_embeddings.weight', [TOKEN_TYPES, hiddenSize]);
  norm('embeddings.LayerNorm');
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `encoder.layer.${layer}`;
    for (const part of ['query', 'key', 'value']) linear(`${at}.attention.self.${part}`, hiddenSize, hiddenSize);
    linear(`${at}.attention.output.dense`, hiddenSize, hiddenSize);
    norm(`${at}.attention.output.LayerNorm`);
    linear(`${at}.intermediate.dense`, hiddenSize, intermediateSize);
    linear(`${at}.output.dense`, intermediateSize, hiddenSize);
    norm(`${at}.output.LayerNorm`);
  }
  linear('pooler.dense', hiddenSize, hiddenSize);
  return tensors;
}
