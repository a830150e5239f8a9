import {
  packedStep,
  type Shape,
  type StateLayout,
  stateLayout,
  type TensorFunction,
  type TensorOpsV1,
  trace,
} from '@chainzrule/core';
import { fuseGraph } from '../fused/fuse-graph.ts';
import { FUSED_DEVICES } from '../fused/fused-devices.ts';
import { DEVICE_RULES } from '../schedule/device-rules.ts';
import { lowerFunction } from '../schedule/lower-graph.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { DeviceName } from './device.ts';

/** Largest tensor whose update is done together with others': measured by `pnpm bench speed --only targets`. */
const PACKED_ELEMENTS = 2048;

/** What a training schedule is written for. */
export interface TrainingShapes {
  readonly state: readonly Shape[];
  /** [rows, …] of each loaded matrix. */
  readonly data: readonly Shape[];
  readonly batchSize: number;
  readonly scalarCount: number;
}

/** Training steps as schedules. Between steps small tensors of the state lie end to end, each vector one tensor. */
export interface TrainingSchedules {
  /** [...state] → [...carried]. */
  readonly pack: Schedule;
  /** [...carried, ...batch] → [...carried, record]. */
  readonly step: Schedule;
  /** [...carried] → [...state]. */
  readonly unpack: Schedule;
}

/** Writes a function for a device. */
export function functionSchedule(fn: TensorFunction, shapes: readonly Shape[], device: DeviceName): Schedule {
  const fused = FUSED_DEVICES[device];
  return fused === undefined || fused.trainingOnly
    ? lowerFunction(fn, shapes, DEVICE_RULES[device])
    : fuseGraph(trace(fn, shapes), undefined, fused);
}

/** Writes a training step for a device. */
export function trainingSchedules(
  step: TensorFunction,
  { state, data, batchSize, scalarCount }: TrainingShapes,
  device: DeviceName,
): TrainingSchedules {
  const perStep: Shape[] = [...data.map((shape): Shape => [batchSize, shape[1]!]), [1, scalarCount]];
  const plain = trace(step, [...state, ...perStep]);
  const layout = stateLayout(plain, state.length, PACKED_ELEMENTS);
  const carried: Shape[] = [
    ...layout.vectors.map(({ size }): Shape => [1, size]),
    ...layout.single.map((slot) => state[slot]!),
  ];
  const packed = packedStep(plain, state.length, layout);
  const known = { input: carried.length + data.length };
  const fused = FUSED_DEVICES[device];
  return {
    pack: functionSchedule(packing(layout), state, device),
    step:
      fused === undefined
        ? lowerFunction(packed, [...carried, ...perStep], DEVICE_RULES[device], known)
        : fuseGraph(trace(packed, [...carried, ...perStep]), known, fused),
    unpack: functionSchedule(unpacking(layout, state), carried, device),
  };
}

function packing({ vectors, single }: StateLayout): TensorFunction {
  return <T extends object>(ops: TensorOpsV1<T>, state: readonly T[]): readonly T[] => [
    ...vectors.map(({ slots }) =>
      ops.concat(
        slots.map((slot) => ops.reshape(state[slot]!, [1, sizeIn(ops, state[slot]!)])),
        1,
      ),
    ),
    ...single.map((slot) => state[slot]!),
  ];
}

function unpacking({ vectors, single }: StateLayout, shapes: readonly Shape[]): TensorFunction {
  return <T extends object>(ops: TensorOpsV1<T>, carried: readonly T[]): readonly T[] => {
    const state: T[] = [];
    vectors.forEach(({ slots, offsets }, index) => {
      slots.forEach((slot, place) => {
        const length = shapes[slot]!.reduce((size, dim) => size * dim, 1);
        state[slot] = ops.reshape(ops.slice(carried[index]!, 1, offsets[place]!, length), shapes[slot]!);
      });
    });
    single.forEach((slot, index) => {
      state[slot] = carried[vectors.length + index]!;
    });
    return state;
  };
}

function sizeIn<T extends object>(ops: TensorOpsV1<T>, tensor: T): number {
  return ops.shape(tensor).reduce((size, dim) => size * dim, 1);
}
