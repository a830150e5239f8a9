import {
  type Graph,
  packedStep,
  type Shape,
  type StateLayout,
  sizeOf,
  stateLayout,
  type TensorFunction,
  type TensorOpsV1,
  trace,
} from '@chainzrule/core';

/** What a training model is written for. */
export interface TrainingShapes {
  readonly state: readonly Shape[];
  /** [rows, …] of each loaded matrix. */
  readonly data: readonly Shape[];
  readonly batchSize: number;
  readonly scalarCount: number;
  readonly recordCount: number;
}

/** A training step whose small tensors are packed into vectors between steps. */
export interface PackedTraining {
  readonly layout: StateLayout;
  /** Shapes of the packed state. */
  readonly carried: readonly Shape[];
  /** Shapes of a step's other inputs: one batch of each matrix, then the scalars. */
  readonly perStep: readonly Shape[];
  /** [...packed state, ...perStep] → [...packed state, record]. */
  readonly step: TensorFunction;
  /** [...state] → [...packed state]. */
  readonly pack: TensorFunction;
  /** [...packed state] → [...state]. */
  readonly unpack: TensorFunction;
}

/** Largest tensor that is packed with others: measured by `pnpm bench speed --only targets`. */
const PACKED_ELEMENTS = 8192;

/** Packs the state of a step. */
export function packedTraining(step: TensorFunction, shapes: TrainingShapes): PackedTraining {
  const { state, data, batchSize, scalarCount } = shapes;
  const perStep: Shape[] = [...data.map((shape): Shape => [batchSize, shape[1]!]), [1, scalarCount]];
  const plain: Graph = trace(step, [...state, ...perStep]);
  const layout = stateLayout(plain, state.length, PACKED_ELEMENTS);
  const carried = [...layout.vectors.map(({ size }): Shape => [1, size]), ...layout.single.map((slot) => state[slot]!)];
  return {
    layout,
    carried,
    perStep,
    step: packedStep(plain, state.length, layout),
    pack: packing(layout, state),
    unpack: unpacking(layout, state),
  };
}

function packing({ vectors, single }: StateLayout, shapes: readonly Shape[]): TensorFunction {
  return <T extends object>(ops: TensorOpsV1<T>, state: readonly T[]): readonly T[] => {
    const row = (slot: number): T => ops.reshape(state[slot]!, [1, sizeOf(shapes[slot]!)]);
    return [...vectors.map(({ slots }) => ops.concat(slots.map(row), 1)), ...single.map((slot) => state[slot]!)];
  };
}

function unpacking({ vectors, single }: StateLayout, shapes: readonly Shape[]): TensorFunction {
  return <T extends object>(ops: TensorOpsV1<T>, packed: readonly T[]): readonly T[] => {
    const values: T[] = [];
    vectors.forEach(({ slots, offsets }, index) => {
      slots.forEach((slot, place) => {
        const part = ops.slice(packed[index]!, 1, offsets[place]!, sizeOf(shapes[slot]!));
        values[slot] = ops.reshape(part, shapes[slot]!);
      });
    });
    single.forEach((slot, index) => {
      values[slot] = packed[vectors.length + index]!;
    });
    return values;
  };
}
