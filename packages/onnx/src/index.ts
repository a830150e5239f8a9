export {
  createOnnxBackend,
  createOnnxExecutor,
  type DescribedExecutor,
  type OnnxBackend,
  type OnnxBackendOptions,
} from './backend/create-onnx-backend.ts';
export type { RuntimeName } from './backend/runtime.ts';
export { exportOnnx } from './export/export-onnx.ts';
export type { OnnxExportOptions, ResolvedExportOptions } from './export/export-options.ts';
export type { OnnxModel } from './export/model-document.ts';
export { type OnnxFile, readOnnx } from './export/read-onnx.ts';
export type { Opset } from './graph/index.ts';
