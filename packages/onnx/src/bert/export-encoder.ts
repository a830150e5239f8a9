import {
  checkEncoderModel,
  DEFAULT_OPTIMIZER,
  type EncoderModel,
  fail,
  type HeadSpec,
  type NetworkSpec,
  programFunctions,
  tensorShapes,
  trace,
} from '@chainzrule/core';
import { canonicalJson } from '../export/canonical-json.ts';
import { probabilitiesOf } from '../export/predict-rows.ts';
import { encodeModel, freeRows, GraphBuilder, graphFromTrace, type ValueName } from '../graph/index.ts';
import { writeBert, writePooler } from './bert-graph.ts';

/** The oldest operators with a layer norm. */
const OPSET = 17;

/** Keeps the logarithm of a probability of zero finite. */
const SMALLEST = 1e-30;

/**
 * Writes an encoder and its network as an ONNX file that transformers.js runs as `pipeline('text-classification')`.
 *
 * Inputs `input_ids`, `attention_mask`, `token_type_ids` int64 [batch, tokens]; output `logits` float32 [batch, classes] whose softmax
 * is the probabilities: a binary head gives (0, logit), an ordinal one the probabilities' logarithms. Equal models give equal bytes.
 * @throws ChainzRuleError `INVALID_SPEC`, `SHAPE_MISMATCH`, `NON_FINITE_INPUT`; `UNSUPPORTED` for a regression.
 */
export function exportEncoder(model: EncoderModel): Uint8Array<ArrayBuffer> {
  const { encoder, network, tensors } = checkEncoderModel('exportEncoder', model);
  if (network.head.type === 'regression')
    fail('UNSUPPORTED', 'exportEncoder: the head is a regression; text-classification needs classes');
  const graph = new GraphBuilder('chainzrule text classifier', OPSET);
  const [ids, mask, segments] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
    graph.input(name, 'int64', ['batch', 'tokens']),
  ) as [ValueName, ValueName, ValueName];
  const hidden = writeBert(graph, encoder, tensors, { ids, mask, segments });
  const features = writePooler(graph, encoder, tensors, hidden);
  const logits = softmaxLogits(graph, network.head, networkLogits(graph, network, model, features));
  const classes = network.head.type === 'binary' ? 2 : network.head.classes;
  graph.output('logits', logits, 'float32', ['batch', classes]);
  return encodeModel(graph.finish(), {
    opset: OPSET,
    docString: 'A BERT encoder with a derivative-controlled network on its pooler.',
    metadata: { encoder: canonicalJson(encoder, 'encoder'), network: canonicalJson(network, 'network') },
  });
}

function networkLogits(
  graph: GraphBuilder,
  network: NetworkSpec,
  { tensors }: EncoderModel,
  features: ValueName,
): ValueName {
  const shapes = tensorShapes(network);
  const parameters = [...shapes].map(([name, shape]) =>
    graph.parameter(name, 'float32', tensors.get(name)!.data, shape),
  );
  const { forward } = programFunctions(network, DEFAULT_OPTIMIZER);
  const rows = freeRows(shapes.values(), features);
  const traced = trace(forward, [...shapes.values(), [rows.traced, network.inputs]]);
  return graphFromTrace(graph, traced, [...parameters, features], { rows })[0]!;
}

/** Logits whose softmax is the probabilities of the classes. */
function softmaxLogits(
  graph: GraphBuilder,
  head: Exclude<HeadSpec, { type: 'regression' }>,
  logits: ValueName,
): ValueName {
  switch (head.type) {
    case 'categorical':
      return logits;
    case 'binary':
      return graph.node('Concat', [graph.node('Mul', [logits, graph.float32([0], [])]), logits], { axis: 1 });
    case 'ordinal': {
      const probabilities = probabilitiesOf(graph, head, logits);
      return graph.node('Log', [graph.node('Max', [probabilities, graph.float32([SMALLEST], [])])]);
    }
  }
}
