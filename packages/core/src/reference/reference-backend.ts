import { FLOAT64 } from '../contract/arithmetic.ts';
import type { BackendV1 } from '../contract/backend.ts';
import { backendFromExecutor } from '../program/backend-from-executor.ts';
import { ReferenceExecutor } from './reference-executor.ts';

/**
 * The backend that says what is right: float64 on plain arrays, one thread, synchronous inside a call, the same bytes on every
 * machine with IEEE arithmetic and the same mathematical library. It is quick for small networks; adapters are for speed.
 */
export function createReferenceBackend(): BackendV1 {
  const description = {
    name: 'reference',
    device: 'cpu, float64, one thread',
    arithmetic: FLOAT64,
    capabilities: { browser: true, fusedSteps: true, deterministic: true },
  };
  return backendFromExecutor(description, new ReferenceExecutor());
}
