import type { BackendV1 } from '../contract/backend.ts';
import type { Batch } from '../contract/batch.ts';
import type { DerivativeNormsV1, EvaluationV1 } from '../contract/evaluation.ts';
import type { Matrix } from '../contract/matrix.ts';
import type { Parameters } from '../contract/parameters.ts';
import type { DatasetHandleV1, ProgramV1 } from '../contract/program.ts';
import type { StepPlanV1, StepRecordsV1 } from '../contract/step-plan.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import { ChainzRuleError } from '../errors/chainzrule-error.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import type { FallbackBackend } from './fallback-backend.ts';
import { SerialQueue } from './serial-queue.ts';

/** A program on the backend in use, with its rows there. */
interface OpenProgram {
  readonly backend: BackendV1;
  readonly program: ProgramV1;
  readonly datasets: Map<DatasetHandleV1, DatasetHandleV1>;
}

/** A program that is opened again on another backend, in its last state and with its rows, when a call fails. */
export class FallbackProgram implements ProgramV1 {
  readonly #backend: FallbackBackend;
  readonly #network: NetworkSpec;
  readonly #parameters: Parameters;
  readonly #optimizer: OptimizerSpec | undefined;
  readonly #queue: SerialQueue;
  readonly #rows = new Map<DatasetHandleV1, Batch>();
  /** Undefined before the first step: the parameters say it all. */
  #state: TrainingStateV1 | undefined;
  #open: OpenProgram | undefined;

  constructor(
    backend: FallbackBackend,
    network: NetworkSpec,
    parameters: Parameters,
    optimizer: OptimizerSpec | undefined,
  ) {
    this.#backend = backend;
    this.#network = network;
    this.#parameters = parameters;
    this.#optimizer = optimizer;
    this.#queue = new SerialQueue(backend.name);
  }

  open(): Promise<void> {
    return this.#call('compile', async () => {});
  }

  forward(x: Matrix): Promise<Matrix> {
    return this.#call('forward', ({ program }) => program.forward(x));
  }

  evaluate(batch: Batch, lambda: number): Promise<EvaluationV1> {
    return this.#call('evaluate', ({ program }) => program.evaluate(batch, lambda));
  }

  derivativeNorms(x: Matrix): Promise<DerivativeNormsV1> {
    return this.#call('derivativeNorms', ({ program }) => program.derivativeNorms(x));
  }

  load(rows: Batch): Promise<DatasetHandleV1> {
    return this.#call('load', async ({ program, datasets }) => {
      const loaded = await program.load(rows);
      const handle: DatasetHandleV1 = { rows: loaded.rows, [Symbol.asyncDispose]: () => this.#unload(handle) };
      datasets.set(handle, loaded);
      this.#rows.set(handle, rows);
      return handle;
    });
  }

  trainSteps(data: DatasetHandleV1, plan: StepPlanV1): Promise<StepRecordsV1> {
    return this.#call('trainSteps', async ({ program, datasets }) => {
      const records = await program.trainSteps(datasets.get(data) ?? data, plan);
      this.#state = await program.snapshot();
      return records;
    });
  }

  snapshot(): Promise<TrainingStateV1> {
    return this.#call('snapshot', async ({ program }) => {
      this.#state ??= await program.snapshot();
      return structuredClone(this.#state);
    });
  }

  restore(state: TrainingStateV1): Promise<void> {
    return this.#call('restore', async ({ program }) => {
      await program.restore(state);
      this.#state = structuredClone(state);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close(() => {});
    this.#rows.clear();
    await this.#discard();
  }

  /** Runs work on the program; where the backend fails, once more on another. */
  #call<R>(call: string, work: (open: OpenProgram) => Promise<R>): Promise<R> {
    return this.#queue.add(call, async () => {
      const { current } = this.#backend;
      try {
        return await work(await this.#opened());
      } catch (failure) {
        if (!isBackendFailure(failure)) throw failure;
        await this.#discard();
        await this.#backend.replace(current, failure);
        return await work(await this.#opened());
      }
    });
  }

  async #opened(): Promise<OpenProgram> {
    const backend = this.#backend.current;
    if (this.#open?.backend === backend) return this.#open;
    await this.#discard();
    const program = await backend.compile(this.#network, this.#parameters, this.#optimizer);
    if (this.#state !== undefined) await program.restore(this.#state);
    const datasets = new Map<DatasetHandleV1, DatasetHandleV1>();
    for (const [handle, rows] of this.#rows) datasets.set(handle, await program.load(rows));
    this.#open = { backend, program, datasets };
    return this.#open;
  }

  /** What a lost device says while its memory is given up matters to nobody. */
  async #discard(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    try {
      await open?.program[Symbol.asyncDispose]();
    } catch {
      return;
    }
  }

  async #unload(handle: DatasetHandleV1): Promise<void> {
    if (!this.#rows.delete(handle)) return;
    await this.#queue.add('dispose', async () => {
      const loaded = this.#open?.datasets.get(handle);
      this.#open?.datasets.delete(handle);
      await loaded?.[Symbol.asyncDispose]();
    });
  }
}

/** Whether an error says that a device or its runtime failed, not that the call was wrong. */
function isBackendFailure(error: unknown): error is ChainzRuleError {
  return ChainzRuleError.isInstance(error) && error.code === 'BACKEND_FAILED';
}
