import { type Shape, type TensorFunction, trace } from '@chainzrule/core';
import { encodeModel, GraphBuilder, graphFromTrace, type Opset, type Target, type ValueName } from '../graph/index.ts';
import { packedTraining, type TrainingShapes } from './packed-training.ts';
import type { ModelSource } from './session-cache.ts';

/** Name of the dimension that is known only when a plan runs. */
const STEPS = 'steps';

/**
 * Many training steps as one model: [...state, ...data, rows [steps, batchSize] int32, scalars [steps, 1, scalarCount]] →
 * [...state, records [steps, 1, recordCount]].
 *
 * The batches of all steps are gathered first; one `Scan` then carries the state through the steps, small tensors packed into
 * vectors, so that nothing but the step itself happens in between.
 */
export function trainingModel(step: TensorFunction, shapes: TrainingShapes, opset: Opset, target: Target): ModelSource {
  const { state, data, batchSize, scalarCount, recordCount } = shapes;
  const training = packedTraining(step, shapes);
  const { carried, perStep } = training;

  const builder = new GraphBuilder('training', opset);
  const stateInputs = state.map((shape, index) => builder.input(`state_${index}`, 'float32', shape));
  const dataInputs = data.map((shape, index) => builder.input(`data_${index}`, 'float32', shape));
  const rows = builder.input('rows', 'int32', [STEPS, batchSize]);
  const scalars = builder.input('scalars', 'float32', [STEPS, 1, scalarCount]);

  const body = builder.body('step');
  const graph = trace(training.step, [...carried, ...perStep]);
  const bodyInputs = [...carried, ...perStep].map((shape, index) => body.input(`step_${index}`, 'float32', shape));
  graphFromTrace(body, graph, bodyInputs, { target }).forEach((value, index) => {
    body.result(value, 'float32', graph.outputs[index]!.shape);
  });

  const apply = (fn: TensorFunction, inputShapes: readonly Shape[], inputs: readonly ValueName[]): ValueName[] =>
    graphFromTrace(builder, trace(fn, inputShapes), inputs);
  const batches = dataInputs.map((matrix) => builder.node('Gather', [matrix, rows], { axis: 0 }, 'batches'));
  const initial = apply(training.pack, state, stateInputs);
  const scanned = builder.nodes('Scan', [...initial, ...batches, scalars], carried.length + 1, {
    body: body.finish(),
    num_scan_inputs: perStep.length,
  });
  const results = [...apply(training.unpack, carried, scanned.slice(0, -1)), scanned.at(-1)!];
  const resultShapes = [...state, [STEPS, 1, recordCount]];
  const outputs = results.map((value, index) => builder.result(value, 'float32', resultShapes[index]!));
  const inputs = [...stateInputs, ...dataInputs, rows, scalars];
  return { bytes: encodeModel(builder.finish(), { opset }), inputs, outputs };
}
