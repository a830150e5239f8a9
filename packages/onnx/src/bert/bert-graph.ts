import { type BertSpec, bertLayer, type EncoderTensors, isLinearKernel } from '@chainzrule/core';
import type { GraphBuilder, ValueName } from '../graph/index.ts';

/** ONNX's number of float32 in `Cast`. */
const FLOAT = 1;

/** Added to the scores of padding before the softmax. */
const MASKED = -1e9;

/** Texts as they come in, int64 [batch, tokens] each. */
export interface TokenInputs {
  readonly ids: ValueName;
  /** 1 for a token, 0 for padding. */
  readonly mask: ValueName;
  readonly segments: ValueName;
}

/** What the layers are written with. */
interface Writing {
  readonly graph: GraphBuilder;
  readonly spec: BertSpec;
  readonly tensors: EncoderTensors;
}

/** Writes a BERT encoder in float32: the last hidden states, [batch, tokens, hidden]. Needs operators of version 17. */
export function writeBert(
  graph: GraphBuilder,
  spec: BertSpec,
  tensors: EncoderTensors,
  { ids, mask, segments }: TokenInputs,
): ValueName {
  const writing = { graph, spec, tensors };
  const bias = maskBias(writing, mask);
  let hidden = embeddings(writing, ids, segments);
  for (let layer = 0; layer < spec.layers; layer++) hidden = block(writing, bertLayer(layer), hidden, bias);
  return hidden;
}

/** Writes the pooler, `tanh(h_[CLS] W + b)`: hidden [batch, tokens, H] → [batch, H]. */
export function writePooler(
  graph: GraphBuilder,
  spec: BertSpec,
  tensors: EncoderTensors,
  hidden: ValueName,
): ValueName {
  const first = graph.node('Gather', [hidden, graph.int64([0], [])], { axis: 1 }, 'first token');
  return graph.node('Tanh', [linear({ graph, spec, tensors }, 'pooler.dense', first)], {}, 'features');
}

function weight({ graph, tensors }: Writing, name: string): ValueName {
  const { data, shape } = tensors.get(name)!;
  if (!isLinearKernel(name)) return graph.parameter(name, 'float32', data, shape);
  // As [in, out], so that a runtime need not turn it round.
  const [to, from] = shape as [number, number];
  const turned = new Float32Array(data.length);
  for (let row = 0; row < to; row++)
    for (let col = 0; col < from; col++) turned[col * to + row] = data[row * from + col]!;
  return graph.parameter(name, 'float32', turned, [from, to]);
}

function linear(writing: Writing, name: string, x: ValueName): ValueName {
  const product = writing.graph.node('MatMul', [x, weight(writing, `${name}.weight`)]);
  return writing.graph.node('Add', [product, weight(writing, `${name}.bias`)], {}, name);
}

function norm(writing: Writing, name: string, x: ValueName): ValueName {
  const inputs = [x, weight(writing, `${name}.weight`), weight(writing, `${name}.bias`)];
  const attributes = { axis: -1, epsilon: { float: writing.spec.epsilon } };
  return writing.graph.node('LayerNormalization', inputs, attributes, name);
}

/** [batch, 1, 1, tokens]: 0 for a token, a large negative number for padding. */
function maskBias({ graph }: Writing, mask: ValueName): ValueName {
  const kept = graph.node('Cast', [graph.node('Unsqueeze', [mask, graph.int64([1, 2])])], { to: FLOAT });
  return graph.node('Mul', [graph.node('Sub', [graph.float32([1], []), kept]), graph.float32([MASKED], [])]);
}

function embeddings(writing: Writing, ids: ValueName, segments: ValueName): ValueName {
  const { graph } = writing;
  const length = graph.node('Gather', [graph.node('Shape', [ids]), graph.int64([1], [])]);
  const positions = graph.node('Range', [graph.int64([0], []), length, graph.int64([1], [])]);
  const rows = (table: string, indices: ValueName): ValueName =>
    graph.node('Gather', [weight(writing, `embeddings.${table}.weight`), indices]);
  const words = graph.node('Add', [rows('word_embeddings', ids), rows('token_type_embeddings', segments)]);
  return norm(writing, 'embeddings.LayerNorm', graph.node('Add', [words, rows('position_embeddings', positions)]));
}

function block(writing: Writing, at: string, x: ValueName, bias: ValueName): ValueName {
  const { graph } = writing;
  const attended = linear(writing, `${at}.attention.output.dense`, attention(writing, at, x, bias));
  const middle = norm(writing, `${at}.attention.output.LayerNorm`, graph.node('Add', [attended, x]));
  const inner = gelu(writing, linear(writing, `${at}.intermediate.dense`, middle));
  const outer = linear(writing, `${at}.output.dense`, inner);
  return norm(writing, `${at}.output.LayerNorm`, graph.node('Add', [outer, middle]));
}

function attention(writing: Writing, at: string, x: ValueName, bias: ValueName): ValueName {
  const { graph, spec } = writing;
  const size = spec.hidden / spec.heads;
  const split = (part: string, perm: readonly number[]): ValueName => {
    const parts = graph.node('Reshape', [
      linear(writing, `${at}.attention.self.${part}`, x),
      graph.int64([0, 0, spec.heads, size]),
    ]);
    return graph.node('Transpose', [parts], { perm });
  };
  const scores = graph.node('MatMul', [split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1])]);
  const scaled = graph.node('Div', [scores, graph.float32([Math.sqrt(size)], [])]);
  const shares = graph.node('Softmax', [graph.node('Add', [scaled, bias])], { axis: -1 });
  const mixed = graph.node('MatMul', [shares, split('value', [0, 2, 1, 3])]);
  const joined = graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [joined, graph.int64([0, 0, spec.hidden])]);
}

/** x Φ(x) by the error function. */
function gelu({ graph }: Writing, x: ValueName): ValueName {
  const erf = graph.node('Erf', [graph.node('Mul', [x, graph.float32([Math.SQRT1_2], [])])]);
  const half = graph.node('Mul', [x, graph.float32([0.5], [])]);
  return graph.node('Mul', [half, graph.node('Add', [erf, graph.float32([1], [])])]);
}
