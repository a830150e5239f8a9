import * as tf from '@tensorflow/tfjs';
import type { RunFused } from '../schedule/run-schedule.ts';
import type { FusedProgram } from '../schedule/schedule.ts';
import { GLSL, WGSL } from './dialect.ts';

/** Threads of a WebGPU work group. */
const WORKGROUP = 64;

/** The part of TensorFlow.js' WebGPU backend that runs a program. */
interface WebGpuPrograms {
  runWebGPUProgram(
    program: object,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly { readonly type: 'float32'; readonly data: readonly number[] }[],
  ): tf.TensorInfo;
}

/** The part of TensorFlow.js' WebGL backend that runs a program. */
interface WebGlPrograms {
  compileAndRun(
    program: object,
    inputs: readonly tf.TensorInfo[],
    dtype: 'float32',
    uniforms: readonly (readonly number[])[],
  ): tf.TensorInfo;
}

/** One WGSL program per call, written for the frame that the WebGPU backend puts around it. */
export const runOnWebGpu: RunFused = ({ program }, inputs, row) => {
  const { size, scalars } = program!;
  const code = wgsl(program!);
  const description = {
    variableNames: inputs.map((_, index) => `A${index}`),
    outputShape: [size],
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(size / WORKGROUP), 1, 1],
    size: true,
    uniforms: scalars.map((_, index) => `s${index} : f32,`).join(' '),
    shaderKey: code,
    getUserCode: () => code,
  };
  const uniforms = scalars.map((compute) => ({ type: 'float32' as const, data: [compute(row)] }));
  const backend = tf.engine().backend as unknown as WebGpuPrograms;
  return backend.runWebGPUProgram(description, inputs, 'float32', uniforms);
};

function wgsl({ statements, result }: FusedProgram): string {
  return `${WGSL.prelude}
fn main(index: i32) {
  if (index < uniforms.size) {
${statements}
    result[index] = ${result};
  }
}
`;
}

/** One GLSL program per call, written for the frame that the WebGL backend puts around it. */
export const runOnWebGl: RunFused = ({ program }, inputs, row) => {
  const { size, scalars, statements, result } = program!;
  const description = {
    variableNames: inputs.map((_, index) => `A${index}`),
    outputShape: [size],
    customUniforms: scalars.map((_, index) => ({ name: `s${index}`, type: 'float' })),
    userCode: `${GLSL.prelude}
void main() {
  int index = getOutputCoords();
${statements}
  setOutput(${result});
}
`,
  };
  const uniforms = scalars.map((compute) => [compute(row)]);
  const backend = tf.engine().backend as unknown as WebGlPrograms;
  return backend.compileAndRun(description, inputs, 'float32', uniforms);
};
