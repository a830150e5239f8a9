import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import type { ArithmeticV1 } from './arithmetic.ts';
import type { Parameters } from './parameters.ts';
import type { ProgramV1 } from './program.ts';

/** Facts a backend declares about itself; a false one is printed in reports, never skipped in silence. */
export interface CapabilitiesV1 {
  /** Runs in a browser page. */
  readonly browser: boolean;
  /** `trainSteps` runs without a round trip to the host per step. */
  readonly fusedSteps: boolean;
  /** The same inputs give the same bytes on the same device. */
  readonly deterministic: boolean;
}

/** What turns network documents into programs. An adapter exports a function that creates one. */
export interface BackendV1 {
  readonly contract: 'chainzrule/backend@1';
  /** Short and unique: `reference`, `onnx-node`, `tfjs-webgpu`. */
  readonly name: string;
  /** What really computes: adapter string, execution provider, CPU features. */
  readonly device: string;
  readonly arithmetic: ArithmeticV1;
  readonly capabilities: CapabilitiesV1;
  /**
   * Makes a program holding its own copy of `parameters`, moments zero, step 0. The optimiser defaults to
   * `DEFAULT_OPTIMIZER`.
   * @throws ChainzRuleError `INVALID_SPEC`, `SHAPE_MISMATCH` (a tensor is missing, unknown or misshapen), `NON_FINITE_INPUT`.
   */
  compile(network: NetworkSpec, parameters: Parameters, optimizer?: OptimizerSpec): Promise<ProgramV1>;
}
