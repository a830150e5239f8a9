/** A backend a visitor can pick. */
export interface BackendChoice {
  readonly name: string;
  readonly title: string;
  /** What it computes on and what is loaded for it. */
  readonly note: string;
  /** What the browser must have. */
  readonly needs?: 'webgpu' | 'webgl2' | undefined;
}

/** All of them; the first is the one that needs nothing more. */
export const BACKENDS: readonly BackendChoice[] = [
  {
    name: 'reference',
    title: 'Reference',
    note: 'Plain JavaScript in float64. It says what is right; the others are judged against it.',
  },
  { name: 'tfjs-cpu', title: 'TensorFlow.js CPU', note: 'JavaScript in float32.' },
  { name: 'tfjs-wasm', title: 'TensorFlow.js WASM', note: 'WebAssembly with SIMD, one thread.' },
  { name: 'tfjs-webgl', title: 'TensorFlow.js WebGL', note: 'The graphics card through WebGL 2.', needs: 'webgl2' },
  { name: 'tfjs-webgpu', title: 'TensorFlow.js WebGPU', note: 'The graphics card through WebGPU.', needs: 'webgpu' },
  { name: 'onnx-web', title: 'ONNX Runtime WASM', note: 'A whole plan of steps is one call into WebAssembly.' },
  {
    name: 'onnx-web-webgpu',
    title: 'ONNX Runtime WebGPU',
    note: 'The same graphs on the graphics card.',
    needs: 'webgpu',
  },
];
