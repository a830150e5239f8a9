import type { SafeTensor } from '@chainzrule/core';
import { encodeModel, GraphBuilder, type ValueName } from '../../../onnx/src/graph/index.ts';
import { type BertConfig, LAYER_NORM_EPSILON } from './bert-tensors.ts';

const OPSET = 17;
const FLOAT = 1;
/** Added to the scores of padding. */
const MASKED = -1e9;

/**
 * The forward pass of a `BertModel` as transformers.js expects it: `input_ids`, `attention_mask`, `token_type_ids` int64
 * [batch, tokens] in, `last_hidden_state` float32 [batch, tokens, hidden] out.
 */
export function bertOnnx(config: BertConfig, tensors: ReadonlyMap<string, SafeTensor>): Uint8Array<ArrayBuffer> {
  const graph = new BertGraph(config, tensors);
  return encodeModel(graph.write().finish(), { opset: OPSET });
}

class BertGraph {
  readonly #config: BertConfig;
  readonly #tensors: ReadonlyMap<string, SafeTensor>;
  readonly #graph = new GraphBuilder('bert', OPSET);

  constructor(config: BertConfig, tensors: ReadonlyMap<string, SafeTensor>) {
    this.#config = config;
    this.#tensors = tensors;
  }

  write(): GraphBuilder {
    const graph = this.#graph;
    const tokens = ['batch', 'tokens'];
    const ids = graph.input('input_ids', 'int64', tokens);
    const mask = graph.input('attention_mask', 'int64', tokens);
    const types = graph.input('token_type_ids', 'int64', tokens);
    const bias = this.#maskBias(mask);
    let hidden = this.#embeddings(ids, types);
    for (let layer = 0; layer < this.#config.layers; layer++) hidden = this.#layer(layer, hidden, bias);
    graph.output('last_hidden_state', hidden, 'float32', [...tokens, this.#config.hiddenSize]);
    return graph;
  }

  #weight(name: string): ValueName {
    const { data, shape } = this.#tensors.get(name)!;
    return this.#graph.parameter(name, 'float32', data, shape);
  }

  #scalar(value: number): ValueName {
    return this.#graph.float32([value], []);
  }

  #linear(name: string, x: ValueName): ValueName {
    const kernel = this.#graph.node('Transpose', [this.#weight(`${name}.weight`)], { perm: [1, 0] });
    const product = this.#graph.node('MatMul', [x, kernel]);
    return this.#graph.node('Add', [product, this.#weight(`${name}.bias`)]);
  }

  #norm(name: string, x: ValueName): ValueName {
    const inputs = [x, this.#weight(`${name}.weight`), this.#weight(`${name}.bias`)];
    return this.#graph.node('LayerNormalization', inputs, { axis: -1, epsilon: { float: LAYER_NORM_EPSILON } });
  }

  /** [batch, 1, 1, tokens]: 0 for a token, a large negative number for padding. */
  #maskBias(mask: ValueName): ValueName {
    const graph = this.#graph;
    const kept = graph.node('Cast', [graph.node('Unsqueeze', [mask, graph.int64([1, 2])])], { to: FLOAT });
    return graph.node('Mul', [graph.node('Sub', [this.#scalar(1), kept]), this.#scalar(MASKED)]);
  }

  #embeddings(ids: ValueName, types: ValueName): ValueName {
    const graph = this.#graph;
    const length = graph.node('Gather', [graph.node('Shape', [ids]), graph.int64([1], [])]);
    const positions = graph.node('Range', [graph.int64([0], []), length, graph.int64([1], [])]);
    const rows = (name: string, indices: ValueName): ValueName =>
      graph.node('Gather', [this.#weight(`embeddings.${name}.weight`), indices]);
    const words = graph.node('Add', [rows('word_embeddings', ids), rows('token_type_embeddings', types)]);
    return this.#norm('embeddings.LayerNorm', graph.node('Add', [words, rows('position_embeddings', positions)]));
  }

  #layer(layer: number, x: ValueName, bias: ValueName): ValueName {
    const at = `encoder.layer.${layer}`;
    const attended = this.#linear(`${at}.attention.output.dense`, this.#attention(at, x, bias));
    const middle = this.#norm(`${at}.attention.output.LayerNorm`, this.#graph.node('Add', [attended, x]));
    const inner = this.#gelu(this.#linear(`${at}.intermediate.dense`, middle));
    const outer = this.#linear(`${at}.output.dense`, inner);
    return this.#norm(`${at}.output.LayerNorm`, this.#graph.node('Add', [outer, middle]));
  }

  #attention(at: string, x: ValueName, bias: ValueName): ValueName {
    const graph = this.#graph;
    const { heads, hiddenSize } = this.#config;
    const size = hiddenSize / heads;
    const split = (part: string, perm: readonly number[]): ValueName => {
      const projected = this.#linear(`${at}.attention.self.${part}`, x);
      const parts = graph.node('Reshape', [projected, graph.int64([0, 0, heads, size])]);
      return graph.node('Transpose', [parts], { perm });
    };
    const scores = graph.node('MatMul', [split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1])]);
    const scaled = graph.node('Div', [scores, this.#scalar(Math.sqrt(size))]);
    const weights = graph.node('Softmax', [graph.node('Add', [scaled, bias])], { axis: -1 });
    const mixed = graph.node('MatMul', [weights, split('value', [0, 2, 1, 3])]);
    const joined = graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    return graph.node('Reshape', [joined, graph.int64([0, 0, hiddenSize])]);
  }

  #gelu(x: ValueName): ValueName {
    const graph = this.#graph;
    const erf = graph.node('Erf', [graph.node('Div', [x, this.#scalar(Math.SQRT2)])]);
    const half = graph.node('Mul', [x, this.#scalar(0.5)]);
    return graph.node('Mul', [half, graph.node('Add', [erf, this.#scalar(1)])]);
  }
}
