import type { GpuBackendName, NodeBackendName } from '../speed/backends.ts';

/** A backend and where it runs. */
export type JudgedBackend =
  | { readonly place: 'Node'; readonly name: NodeBackendName | GpuBackendName }
  | { readonly place: 'Chromium'; readonly name: string };

/** Every backend wherever it runs. */
export const JUDGED_BACKENDS: readonly JudgedBackend[] = [
  { name: 'reference', place: 'Node' },
  { name: 'onnx-node', place: 'Node' },
  { name: 'onnx-web', place: 'Node' },
  { name: 'tfjs-cpu', place: 'Node' },
  { name: 'tfjs-wasm', place: 'Node' },
  { name: 'tfjs-webgpu', place: 'Node' },
  { name: 'onnx-web', place: 'Chromium' },
  { name: 'onnx-web-webgpu', place: 'Chromium' },
  { name: 'tfjs-wasm', place: 'Chromium' },
  { name: 'tfjs-webgl', place: 'Chromium' },
  { name: 'tfjs-webgpu', place: 'Chromium' },
];

/** As the command takes it: `onnx-web`, `onnx-web@chromium`. */
export const judgedText = ({ name, place }: JudgedBackend): string => (place === 'Node' ? name : `${name}@chromium`);
