import {
  packedStep,
  type Shape,
  type StateLayout,
  type StateVector,
  sizeOf,
  stateLayout,
  type TensorFunction,
  trace,
} from '@chainzrule/core';
import { encodeModel, GraphBuilder, graphFromTrace, type Opset, type ValueName } from '../graph/index.ts';
import type { ModelSource } from './session-cache.ts';

/** What a training model is written for. */
export interface TrainingShapes {
  readonly state: readonly Shape[];
  /** [rows, …] of each loaded matrix. */
  readonly data: readonly Shape[];
  readonly batchSize: number;
  readonly scalarCount: number;
  readonly recordCount: number;
}

/** Name of the dimension that is known only when a plan runs. */
const STEPS = 'steps';

/** Largest tensor that is packed with others: measured, see bench/step-time.ts. */
export const PACKED_ELEMENTS = 8192;

/**
 * Many training steps as one model: [...state, ...data, rows [steps, batchSize] int32, scalars [steps, 1, scalarCount]] →
 * [...state, records [steps, 1, recordCount]].
 *
 * The batches of all steps are gathered first; one `Scan` then carries the state through the steps, small tensors packed into
 * vectors, so that nothing but the step itself happens in between.
 */
export function trainingModel(step: TensorFunction, shapes: TrainingShapes, opset: Opset): ModelSource {
  const { state, data, batchSize, scalarCount, recordCount } = shapes;
  const perStep: Shape[] = [...data.map((shape): Shape => [batchSize, shape[1]!]), [1, scalarCount]];
  const plain = trace(step, [...state, ...perStep]);
  const layout = stateLayout(plain, state.length, PACKED_ELEMENTS);
  const carried: Shape[] = [
    ...layout.vectors.map(({ size }): Shape => [1, size]),
    ...layout.single.map((slot) => state[slot]!),
  ];
  const graph = trace(packedStep(plain, state.length, layout), [...carried, ...perStep]);

  const builder = new GraphBuilder('training', opset);
  const stateInputs = state.map((shape, index) => builder.input(`state_${index}`, 'float32', shape));
  const dataInputs = data.map((shape, index) => builder.input(`data_${index}`, 'float32', shape));
  const rows = builder.input('rows', 'int32', [STEPS, batchSize]);
  const scalars = builder.input('scalars', 'float32', [STEPS, 1, scalarCount]);

  const body = builder.body('step');
  const bodyInputs = [...carried, ...perStep].map((shape, index) => body.input(`step_${index}`, 'float32', shape));
  graphFromTrace(body, graph, bodyInputs).forEach((value, index) => {
    body.result(value, 'float32', graph.outputs[index]!.shape);
  });

  const batches = dataInputs.map((matrix) => builder.node('Gather', [matrix, rows], { axis: 0 }, 'batches'));
  const initial = [
    ...layout.vectors.map((vector) => packed(builder, vector, stateInputs)),
    ...layout.single.map((slot) => stateInputs[slot]!),
  ];
  const scanned = builder.nodes('Scan', [...initial, ...batches, scalars], carried.length + 1, {
    body: body.finish(),
    num_scan_inputs: perStep.length,
  });
  const results = [...unpacked(builder, layout, scanned, state), scanned.at(-1)!];
  const resultShapes = [...state, [STEPS, 1, recordCount]];
  const outputs = results.map((value, index) => builder.result(value, 'float32', resultShapes[index]!));
  const inputs = [...stateInputs, ...dataInputs, rows, scalars];
  return { bytes: encodeModel(builder.finish(), { opset }), inputs, outputs };
}

function packed(builder: GraphBuilder, { slots }: StateVector, state: readonly ValueName[]): ValueName {
  const row = builder.int64([1, -1]);
  const rows = slots.map((slot) => builder.node('Reshape', [state[slot]!, row]));
  return builder.node('Concat', rows, { axis: 1 }, 'packed');
}

function unpacked(
  builder: GraphBuilder,
  { vectors, single }: StateLayout,
  carried: readonly ValueName[],
  shapes: readonly Shape[],
): ValueName[] {
  const values: ValueName[] = [];
  vectors.forEach(({ slots }, index) => {
    const lengths = builder.int64(slots.map((slot) => sizeOf(shapes[slot]!)));
    const rows = builder.nodes('Split', [carried[index]!, lengths], slots.length, { axis: 1 });
    slots.forEach((slot, place) => {
      values[slot] = builder.node('Reshape', [rows[place]!, builder.int64(shapes[slot]!)]);
    });
  });
  single.forEach((slot, index) => {
    values[slot] = carried[vectors.length + index]!;
  });
  return values;
}
