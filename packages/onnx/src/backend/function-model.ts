import { type Shape, type TensorFunction, trace } from '@chainzrule/core';
import { encodeModel, GraphBuilder, graphFromTrace, type Opset, type TraceOptions } from '../graph/index.ts';
import type { ModelSource } from './session-cache.ts';

/** A function over tensors of given shapes as a model of its own. */
export function functionModel(
  fn: TensorFunction,
  shapes: readonly Shape[],
  opset: Opset,
  options?: TraceOptions,
): ModelSource {
  const graph = trace(fn, shapes);
  const builder = new GraphBuilder('function', opset);
  const inputs = shapes.map((shape, index) => builder.input(`input_${index}`, 'float32', shape));
  const values = graphFromTrace(builder, graph, inputs, options);
  const outputs = values.map((value, index) => builder.result(value, 'float32', graph.outputs[index]!.shape));
  return { bytes: encodeModel(builder.finish(), { opset }), inputs, outputs };
}
