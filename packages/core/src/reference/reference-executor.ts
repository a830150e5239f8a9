import type { Shape } from '../contract/tensor-ops.ts';
import type { ExecutorV1, ScanResult, TrainingScan } from '../program/executor.ts';
import type { TensorFunction } from '../trace/trace.ts';
import type { Plan } from './plan.ts';
import { PlanCache } from './plan-cache.ts';

/** A tensor of the reference: float64, row-major. Never changed once made. */
export interface ReferenceTensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Runs traced plans on float64 arrays, synchronously. */
export class ReferenceExecutor implements ExecutorV1<ReferenceTensor> {
  readonly #plans = new PlanCache();

  upload(values: Float64Array, shape: Shape): ReferenceTensor {
    return { shape, data: Float64Array.from(values) };
  }

  download(tensors: readonly ReferenceTensor[]): readonly Float64Array[] {
    return tensors.map(({ data }) => Float64Array.from(data));
  }

  dispose(): void {}

  run(key: string, fn: TensorFunction, inputs: readonly ReferenceTensor[]): readonly ReferenceTensor[] {
    const shapes = inputs.map(({ shape }) => shape);
    const plan = this.#plans.get(key, fn, shapes);
    inputs.forEach(({ data }, index) => {
      plan.slots[plan.inputs[index]!] = data;
    });
    plan.run();
    return plan.outputs.map((slot) => ({
      shape: [plan.slots[slot]!.length],
      data: Float64Array.from(plan.slots[slot]!),
    }));
  }

  scan(key: string, scan: TrainingScan<ReferenceTensor>): ScanResult<ReferenceTensor> {
    const { state, data, rows, batchSize, scalars, scalarCount, recordCount } = scan;
    const batches = data.map(({ shape }) => ({
      shape: [batchSize, shape[1]!],
      data: new Float64Array(batchSize * shape[1]!),
    }));
    const scalarRow = { shape: [1, scalarCount], data: new Float64Array(scalarCount) };
    const copies = state.map((tensor) => ({ shape: tensor.shape, data: Float64Array.from(tensor.data) }));
    const inputs = [...copies, ...batches, scalarRow];
    const plan = this.#plans.get(
      key,
      scan.step,
      inputs.map(({ shape }) => shape),
    );
    inputs.forEach(({ data: array }, index) => {
      plan.slots[plan.inputs[index]!] = array;
    });

    const steps = rows.length / batchSize;
    const records = new Float64Array(steps * recordCount);
    for (let step = 0; step < steps; step++) {
      const chosen = rows.subarray(step * batchSize, (step + 1) * batchSize);
      batches.forEach((batch, index) => gatherRows(batch.data, data[index]!, chosen));
      scalarRow.data.set(scalars.subarray(step * scalarCount, (step + 1) * scalarCount));
      plan.run();
      records.set(plan.slots[plan.outputs[state.length]!]!, step * recordCount);
      exchangeState(plan, state.length);
    }
    return { state: state.map(({ shape }, index) => ({ shape, data: plan.slots[plan.inputs[index]!]! })), records };
  }
}

/** The new state becomes the next step's input, and the old state's arrays take the next results: no copies. */
function exchangeState({ slots, inputs, outputs }: Plan, count: number): void {
  for (let index = 0; index < count; index++) {
    const [from, to] = [inputs[index]!, outputs[index]!];
    const array = slots[from]!;
    slots[from] = slots[to]!;
    slots[to] = array;
  }
}

function gatherRows(out: Float64Array, { shape, data }: ReferenceTensor, rows: Int32Array): void {
  const cols = shape[1]!;
  for (let i = 0; i < rows.length; i++) {
    const [to, from] = [i * cols, rows[i]! * cols];
    for (let j = 0; j < cols; j++) out[to + j] = data[from + j]!;
  }
}
