import * as tf from '@tensorflow/tfjs';
import type { KernelCall, Schedule } from './schedule.ts';

/** Runs a schedule on the active backend; intermediate tensors are freed at their last use. `constants` and `scalars`: in the schedule's order. */
export function runSchedule(
  schedule: Schedule,
  inputs: readonly tf.Tensor[],
  constants: readonly tf.Tensor[],
  scalars: readonly tf.Tensor[] = [],
): tf.Tensor[] {
  const values: tf.Tensor[] = new Array(schedule.valueCount);
  inputs.forEach((tensor, index) => {
    values[index] = tensor;
  });
  schedule.constants.forEach(({ value }, index) => {
    values[value] = constants[index]!;
  });
  schedule.scalars.forEach(({ value }, index) => {
    values[value] = scalars[index]!;
  });
  const engine = tf.engine();
  for (const call of schedule.calls) {
    values[call.output] = engine.runKernel(call.kernel, inputsOf(call, values), call.attributes as tf.NamedAttrMap);
    for (const id of call.lastUses) values[id]!.dispose();
  }
  return schedule.outputs.map((id) => values[id]!);
}

function inputsOf({ inputs }: KernelCall, values: readonly tf.Tensor[]): tf.NamedTensorMap {
  if (Array.isArray(inputs)) return inputs.map((id: number) => values[id]!) as unknown as tf.NamedTensorMap;
  const named: tf.NamedTensorMap = {};
  for (const [name, id] of Object.entries(inputs)) named[name] = values[id]!;
  return named;
}
