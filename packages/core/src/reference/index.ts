export { type NodeKernel, nodeKernel } from './node-kernels.ts';
export { createReferenceBackend } from './reference-backend.ts';
export { ReferenceExecutor, type ReferenceTensor } from './reference-executor.ts';
