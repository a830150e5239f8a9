import type { BackendV1 } from '../contract/backend.ts';
import type { TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { BackendDescription } from './backend-description.ts';
import { backendFromExecutor } from './backend-from-executor.ts';
import { type EagerMemory, eagerExecutor } from './eager-executor.ts';

/** Makes a whole backend of a runtime's tensor operations: the shortest way to a backend of one's own. */
export function backendFromOps<T extends object>(
  description: BackendDescription,
  ops: TensorOpsV1<T>,
  memory: EagerMemory<T>,
): BackendV1 {
  return backendFromExecutor(description, eagerExecutor(ops, memory));
}
