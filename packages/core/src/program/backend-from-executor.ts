import type { BackendV1 } from '../contract/backend.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { ProgramV1 } from '../contract/program.ts';
import { type NetworkSpec, parseNetwork } from '../spec/network.ts';
import { DEFAULT_OPTIMIZER, type OptimizerSpec, parseOptimizer } from '../spec/optimizer.ts';
import type { BackendDescription } from './backend-description.ts';
import { checkParameters } from './check-parameters.ts';
import { initialState, uploadState } from './device-state.ts';
import type { ExecutorV1 } from './executor.ts';
import { Program } from './program.ts';

/** Makes a whole backend of a runtime's executor: documents, checks, chunks, order of calls and disposal are written here, once. */
export function backendFromExecutor<V>(description: BackendDescription, executor: ExecutorV1<V>): BackendV1 {
  return {
    ...description,
    contract: 'chainzrule/backend@1',
    async compile(
      network: NetworkSpec,
      parameters: Parameters,
      optimizer: OptimizerSpec = DEFAULT_OPTIMIZER,
    ): Promise<ProgramV1> {
      const spec = parseNetwork(network);
      const settings = parseOptimizer(optimizer);
      checkParameters('compile', 'parameters', spec, parameters);
      const state = await uploadState(executor, spec, initialState(settings, parameters));
      return new Program(executor, description, spec, settings, state);
    },
  };
}
