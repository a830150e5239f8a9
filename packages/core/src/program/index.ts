export { type BackendDescription, backendFromExecutor } from './backend-from-executor.ts';
export { backendFromOps } from './backend-from-ops.ts';
export { checkTargets } from './check-batch.ts';
export { type EagerMemory, eagerExecutor } from './eager-executor.ts';
export { encodeTargets } from './encode-targets.ts';
export type { ExecutorV1, ScanResult, TrainingScan } from './executor.ts';
export { withFallback } from './fallback-backend.ts';
export { type ProgramFunctions, programFunctions } from './functions.ts';
export { SerialQueue } from './serial-queue.ts';
