import * as tf from '@tensorflow/tfjs';
import { activeKernels, type KernelInputs } from './kernels.ts';
import { FUSED, type KernelCall, type Schedule } from './schedule.ts';

/** Runs a program of our own on the active backend; `row`: the numbers of the step. */
export type RunFused = (call: KernelCall, inputs: readonly tf.TensorInfo[], row: Float64Array) => tf.TensorInfo;

/** What changes from step to step beside the tensors. */
export interface StepNumbers {
  /** In the schedule's order. */
  readonly scalars: readonly tf.TensorInfo[];
  readonly row: Float64Array;
  readonly runFused: RunFused;
}

/** Runs a schedule on the active backend; what it makes on its way is freed at its last use. `constants`: in the schedule's order. */
export function runSchedule(
  schedule: Schedule,
  inputs: readonly tf.TensorInfo[],
  constants: readonly tf.TensorInfo[],
  step?: StepNumbers,
): tf.Tensor[] {
  const given: tf.TensorInfo[] = new Array(schedule.valueCount);
  inputs.forEach((tensor, index) => {
    given[index] = tensor;
  });
  schedule.constants.forEach(({ value }, index) => {
    given[value] = constants[index]!;
  });
  schedule.scalars.forEach(({ value }, index) => {
    given[value] = step!.scalars[index]!;
  });
  return runCalls(schedule, given, step);
}

function runCalls(
  { calls, outputs }: Schedule,
  values: (tf.TensorInfo | undefined)[],
  step?: StepNumbers,
): tf.Tensor[] {
  const { backend, backendName } = tf.engine();
  const kernels = activeKernels();
  const viewsAreFree = backendName !== 'webgl';
  try {
    for (const call of calls) {
      if (call.kernel === 'Reshape' && viewsAreFree) {
        // What the kernel does, without a call of it: the same data under another shape. (WebGL may have to move its texels.)
        const { dataId, dtype } = values[(call.inputs as { readonly x: number }).x]!;
        backend.incRef(dataId);
        const shape = [...(call.attributes['shape'] as readonly number[])];
        values[call.outputs[0]!] = kernels.adopt({ dataId, shape, dtype });
      } else if (call.kernel === FUSED) {
        const { row, runFused } = step!;
        const made = runFused(call, inputsOf(call, values) as readonly tf.TensorInfo[], row);
        values[call.outputs[0]!] = kernels.adopt(made);
      } else {
        const made = kernels.call(call.kernel, inputsOf(call, values), call.attributes);
        if (Array.isArray(made)) for (let i = 0; i < made.length; i++) values[call.outputs[i]!] = made[i]!;
        else values[call.outputs[0]!] = made;
      }
      for (const id of call.lastUses) {
        kernels.free(values[id]!);
        values[id] = undefined;
      }
    }
  } catch (error) {
    for (const id of calls.flatMap((call) => call.outputs)) if (values[id] !== undefined) kernels.free(values[id]);
    throw error;
  }
  return outputs.map((id) => kernels.tensorOf(values[id]!));
}

function inputsOf({ inputs }: KernelCall, values: readonly (tf.TensorInfo | undefined)[]): KernelInputs {
  if (isList(inputs)) return inputs.map((id) => values[id]!);
  const named: Record<string, tf.TensorInfo> = {};
  for (const name in inputs) named[name] = values[inputs[name]!]!;
  return named;
}

const isList = (inputs: KernelCall['inputs']): inputs is readonly number[] => Array.isArray(inputs);
