export { createReferenceBackend } from './reference-backend.ts';
export { ReferenceExecutor, type ReferenceTensor } from './reference-executor.ts';
