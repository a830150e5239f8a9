import type { Batch } from '../contract/batch.ts';
import type { DerivativeNormsV1, EvaluationV1 } from '../contract/evaluation.ts';
import type { Matrix } from '../contract/matrix.ts';
import type { DatasetHandleV1, ProgramV1 } from '../contract/program.ts';
import type { StepPlanV1, StepRecordsV1 } from '../contract/step-plan.ts';
import type { TrainingStateV1 } from '../contract/training-state.ts';
import { describeValue, fail } from '../errors/fail.ts';
import type { NetworkSpec } from '../spec/network.ts';
import type { OptimizerSpec } from '../spec/optimizer.ts';
import { tensorShapes } from '../spec/tensor-shapes.ts';
import { type MomentScale, momentScale, RECORD_COUNT, type ScalarTable, scalarTable, scaleAt } from '../step/index.ts';
import type { BackendDescription } from './backend-description.ts';
import { checkBatch } from './check-batch.ts';
import { checkMatrix } from './check-matrix.ts';
import { checkState } from './check-parameters.ts';
import { checkPlan } from './check-plan.ts';
import { type DeviceBatch, uploadBatch } from './device-batch.ts';
import { type DeviceState, downloadState, namedTensors, uploadState } from './device-state.ts';
import type { ExecutorV1 } from './executor.ts';
import { type ProgramFunctions, programFunctions } from './functions.ts';
import { applyToRows } from './row-chunks.ts';
import { SerialQueue } from './serial-queue.ts';

/** The whole contract of a program, on any executor. */
export class Program<V> implements ProgramV1 {
  readonly #executor: ExecutorV1<V>;
  readonly #network: NetworkSpec;
  readonly #optimizer: OptimizerSpec;
  readonly #functions: ProgramFunctions;
  /** Equal for programs that run the same functions. */
  readonly #key: string;
  readonly #queue: SerialQueue;
  readonly #datasets = new Map<DatasetHandleV1, DeviceBatch<V>>();
  /** The scale of moments after a `restore`. */
  readonly #initialScale: MomentScale | undefined;
  #state: DeviceState<V>;
  #scale: MomentScale | undefined;
  #step = 0;

  /** `state`: that before the first step. */
  constructor(
    executor: ExecutorV1<V>,
    { name, arithmetic }: BackendDescription,
    network: NetworkSpec,
    optimizer: OptimizerSpec,
    state: DeviceState<V>,
  ) {
    this.#executor = executor;
    this.#network = network;
    this.#optimizer = optimizer;
    this.#functions = programFunctions(network, optimizer);
    this.#key = JSON.stringify([network, optimizer]);
    this.#queue = new SerialQueue(name);
    this.#initialScale = momentScale(arithmetic, optimizer);
    this.#state = state;
    this.#scale = this.#initialScale;
  }

  forward(x: Matrix): Promise<Matrix> {
    return this.#queue.add('forward', async () => {
      checkMatrix('forward', 'x', x, this.#network.inputs);
      const [logits] = await applyToRows(
        this.#executor,
        this.#network,
        `forward ${this.#key}`,
        this.#functions.forward,
        this.#parameters(),
        x,
      );
      return logits!;
    });
  }

  derivativeNorms(x: Matrix): Promise<DerivativeNormsV1> {
    return this.#queue.add('derivativeNorms', async () => {
      checkMatrix('derivativeNorms', 'x', x, this.#network.inputs);
      const fn = this.#functions.derivativeNorms;
      const [layer, input] = await applyToRows(
        this.#executor,
        this.#network,
        `norms ${this.#key}`,
        fn,
        this.#parameters(),
        x,
      );
      return { layer: layer!.data as Float64Array, input: input!.data as Float64Array };
    });
  }

  evaluate(batch: Batch, lambda: number): Promise<EvaluationV1> {
    return this.#queue.add('evaluate', async () => {
      checkBatch('evaluate', this.#network, batch);
      if (!(lambda >= 0 && Number.isFinite(lambda)))
        fail('INVALID_ARGUMENT', `evaluate: lambda is ${describeValue(lambda)}; it must be finite and >= 0`);
      const executor = this.#executor;
      const data = await uploadBatch(executor, this.#network, batch);
      const scale = await executor.upload(Float64Array.of(lambda), [1, 1]);
      const outputs = await executor.run(`evaluate ${this.#key}`, this.#functions.evaluate, [
        ...this.#parameters(),
        scale,
        ...data.values,
      ]);
      const [loss, task, penalty, penaltyPerLayer, ...gradients] = await executor.download(outputs);
      executor.dispose([scale, ...data.values, ...outputs]);
      return {
        loss: loss![0]!,
        task: task![0]!,
        penalty: penalty![0]!,
        penaltyPerLayer: penaltyPerLayer!,
        gradients: namedTensors(tensorShapes(this.#network), gradients),
      };
    });
  }

  load(rows: Batch): Promise<DatasetHandleV1> {
    return this.#queue.add('load', async () => {
      checkBatch('load', this.#network, rows);
      const data = await uploadBatch(this.#executor, this.#network, rows);
      const handle: DatasetHandleV1 = { rows: rows.x.rows, [Symbol.asyncDispose]: () => this.#unload(handle) };
      this.#datasets.set(handle, data);
      return handle;
    });
  }

  trainSteps(handle: DatasetHandleV1, plan: StepPlanV1): Promise<StepRecordsV1> {
    return this.#queue.add('trainSteps', async () => {
      const data = this.#datasets.get(handle);
      if (data === undefined)
        fail(
          'INVALID_ARGUMENT',
          'trainSteps: the data was disposed, or loaded by another program; load it with this one',
        );
      const steps = checkPlan(plan, handle.rows, this.#optimizer, data.weights);
      const records = await this.#run(data, plan, scalarTable(this.#optimizer, plan.factors, this.#scale));
      this.#step += steps;
      if (this.#scale !== undefined && steps > 0) this.#scale = scaleAt(plan.factors, steps - 1);
      const column = (index: number): Float64Array =>
        Float64Array.from({ length: steps }, (_, step) => records[step * RECORD_COUNT + index]!);
      return { loss: column(0), task: column(1), penalty: column(2), gradientNorm: column(3) };
    });
  }

  snapshot(): Promise<TrainingStateV1> {
    return this.#queue.add('snapshot', () =>
      downloadState(this.#executor, this.#network, this.#state, this.#step, this.#scale),
    );
  }

  restore(state: TrainingStateV1): Promise<void> {
    return this.#queue.add('restore', async () => {
      checkState('restore', this.#network, this.#optimizer, state);
      this.#replace(await uploadState(this.#executor, this.#network, state, this.#initialScale));
      this.#step = state.step;
      this.#scale = this.#initialScale;
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#queue.close(() => {
      this.#executor.dispose([...this.#state, ...[...this.#datasets.values()].flatMap(({ values }) => values)]);
      this.#datasets.clear();
      this.#state = [];
    });
  }

  /** Full batches as one scan, a shorter last batch as another; the state changes only when both have succeeded. */
  async #run(data: DeviceBatch<V>, { rows, batchSize }: StepPlanV1, scalars: ScalarTable): Promise<Float64Array> {
    const { values, columns } = scalars;
    const full = Math.floor(rows.length / batchSize);
    const records = new Float64Array((values.length / columns) * RECORD_COUNT);
    const scans = [
      { rows: rows.subarray(0, full * batchSize), batchSize, from: 0, to: full },
      { rows: rows.subarray(full * batchSize), batchSize: rows.length - full * batchSize, from: full, to: full + 1 },
    ];
    const step = this.#functions.trainingStep;
    const fixed = { step, data: data.values, scalarCount: columns, recordCount: RECORD_COUNT };
    let state = this.#state;
    for (const scan of scans) {
      if (scan.rows.length === 0) continue;
      const part = values.subarray(scan.from * columns, scan.to * columns);
      const result = await this.#executor.scan(`train ${this.#key}`, {
        ...fixed,
        state,
        rows: scan.rows,
        batchSize: scan.batchSize,
        scalars: part,
      });
      if (state !== this.#state) this.#executor.dispose(state);
      state = result.state;
      records.set(result.records, scan.from * RECORD_COUNT);
    }
    if (state !== this.#state) this.#replace(state);
    return records;
  }

  #parameters(): readonly V[] {
    return this.#state.slice(0, tensorShapes(this.#network).size);
  }

  #replace(state: DeviceState<V>): void {
    this.#executor.dispose(this.#state);
    this.#state = state;
  }

  async #unload(handle: DatasetHandleV1): Promise<void> {
    const data = this.#datasets.get(handle);
    if (data === undefined) return;
    await this.#queue.add('dispose', async () => {
      if (this.#datasets.delete(handle)) this.#executor.dispose(data.values);
    });
  }
}
