import * as tf from '@tensorflow/tfjs';
import { FUSED, type KernelCall, type Schedule } from './schedule.ts';

/** Runs a program of our own on the active backend; `row`: the numbers of the step. */
export type RunFused = (call: KernelCall, inputs: readonly tf.Tensor[], row: Float64Array) => tf.Tensor;

/** What changes from step to step beside the tensors. */
export interface StepNumbers {
  /** In the schedule's order. */
  readonly scalars: readonly tf.Tensor[];
  readonly row: Float64Array;
  readonly runFused: RunFused;
}

/** Runs a schedule on the active backend; intermediate tensors are freed at their last use. `constants`: in the schedule's order. */
export function runSchedule(
  schedule: Schedule,
  inputs: readonly tf.Tensor[],
  constants: readonly tf.Tensor[],
  step?: StepNumbers,
): tf.Tensor[] {
  const values: tf.Tensor[] = new Array(schedule.valueCount);
  inputs.forEach((tensor, index) => {
    values[index] = tensor;
  });
  schedule.constants.forEach(({ value }, index) => {
    values[value] = constants[index]!;
  });
  schedule.scalars.forEach(({ value }, index) => {
    values[value] = step!.scalars[index]!;
  });
  const engine = tf.engine();
  const viewsAreFree = engine.backendName !== 'webgl';
  for (const call of schedule.calls) {
    if (call.kernel === 'Reshape' && viewsAreFree) {
      const { x } = call.inputs as { readonly x: number };
      values[call.outputs[0]!] = viewOf(values[x]!, call.attributes['shape'] as readonly number[]);
    } else if (call.kernel === FUSED) {
      const { row, runFused } = step!;
      values[call.outputs[0]!] = runFused(
        call,
        (call.inputs as readonly number[]).map((id) => values[id]!),
        row,
      );
    } else {
      const made = engine.runKernel<tf.Tensor | tf.Tensor[]>(
        call.kernel,
        inputsOf(call, values),
        call.attributes as tf.NamedAttrMap,
      );
      if (Array.isArray(made)) made.forEach((tensor, index) => (values[call.outputs[index]!] = tensor));
      else values[call.outputs[0]!] = made;
    }
    for (const id of call.lastUses) values[id]!.dispose();
  }
  return schedule.outputs.map((id) => values[id]!);
}

/** What the kernel Reshape does, without a call of it: a tensor of its own on the same data. (WebGL may have to move its texels.) */
function viewOf({ dataId, dtype }: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const engine = tf.engine();
  engine.backend.incRef(dataId);
  return engine.makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype });
}

function inputsOf({ inputs }: KernelCall, values: readonly tf.Tensor[]): tf.NamedTensorMap {
  if (Array.isArray(inputs)) return inputs.map((id: number) => values[id]!) as unknown as tf.NamedTensorMap;
  const named: tf.NamedTensorMap = {};
  for (const [name, id] of Object.entries(inputs)) named[name] = values[id]!;
  return named;
}
