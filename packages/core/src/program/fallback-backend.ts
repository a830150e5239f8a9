import type { BackendV1 } from '../contract/backend.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { ProgramV1 } from '../contract/program.ts';
import type { ChainzRuleError } from '../errors/chainzrule-error.ts';
import { fail } from '../errors/fail.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { FallbackProgram } from './fallback-program.ts';

/**
 * A backend that goes on elsewhere when its device is lost: `next` opens another, on which every program continues from its last
 * state. Name, device and arithmetic are those of the backend in use. A call is tried on one other backend; if that fails too,
 * the call rejects. Each plan of steps costs one download of the state more, which `snapshot` then gives without another.
 *
 * @throws ChainzRuleError from the programs' calls: as those of the backends; `BACKEND_FAILED` where `next` opens nothing.
 */
export function withFallback(first: BackendV1, next: () => Promise<BackendV1>): BackendV1 {
  return new FallbackBackend(first, next);
}

/** The backend in use, which its programs ask for. */
export class FallbackBackend implements BackendV1 {
  readonly contract = 'chainzrule/backend@1';
  readonly #next: () => Promise<BackendV1>;
  #current: BackendV1;
  #opening: Promise<void> | undefined;

  constructor(first: BackendV1, next: () => Promise<BackendV1>) {
    this.#current = first;
    this.#next = next;
  }

  get name(): BackendV1['name'] {
    return this.#current.name;
  }

  get device(): BackendV1['device'] {
    return this.#current.device;
  }

  get arithmetic(): BackendV1['arithmetic'] {
    return this.#current.arithmetic;
  }

  get capabilities(): BackendV1['capabilities'] {
    return this.#current.capabilities;
  }

  get current(): BackendV1 {
    return this.#current;
  }

  async compile(network: NetworkSpec, parameters: Parameters, optimizer?: OptimizerSpec): Promise<ProgramV1> {
    const program = new FallbackProgram(this, network, structuredClone(parameters), optimizer);
    await program.open();
    return program;
  }

  /** Takes another backend in place of one that failed, once for all programs. */
  async replace(failed: BackendV1, failure: ChainzRuleError): Promise<void> {
    if (this.#current !== failed) return;
    this.#opening ??= this.#open(failure).finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #open(failure: ChainzRuleError): Promise<void> {
    try {
      this.#current = await this.#next();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${failure.message}; no other backend could be opened: ${reason}`;
      fail('BACKEND_FAILED', message, { ...failure.details }, failure);
    }
  }
}
