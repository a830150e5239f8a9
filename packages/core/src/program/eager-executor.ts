import type { Shape, TensorOpsV1 } from '../contract/tensor-ops.ts';
import type { TensorFunction } from '../trace/trace.ts';
import type { ExecutorV1, TrainingScan } from './executor.ts';

/** How an eager runtime moves and frees its tensors. */
export interface EagerMemory<T extends object> {
  upload(values: Float64Array, shape: Shape): T;
  download(tensor: T): Float64Array | Promise<Float64Array>;
  dispose(tensor: T): void;
  /** Runs `work` and frees every tensor made in it but those it returns. Absent: the runtime collects garbage itself. */
  scope?(work: () => readonly T[]): readonly T[];
}

/** An executor that calls the operations one by one, with nothing compiled ahead. */
export function eagerExecutor<T extends object>(ops: TensorOpsV1<T>, memory: EagerMemory<T>): ExecutorV1<T> {
  const scope = (work: () => readonly T[]): readonly T[] => (memory.scope === undefined ? work() : memory.scope(work));
  const disposeAll = (tensors: readonly T[]): void => tensors.forEach((tensor) => memory.dispose(tensor));
  return {
    upload: (values, shape) => memory.upload(values, shape),
    download: (tensors) => Promise.all(tensors.map((tensor) => memory.download(tensor))),
    dispose: disposeAll,
    run: (_key: string, fn: TensorFunction, inputs: readonly T[]) =>
      scope(() => freshOutputs(ops, fn(ops, inputs), inputs)),

    async scan(_key: string, scan: TrainingScan<T>) {
      const steps = scan.rows.length / scan.batchSize;
      const records: T[] = [];
      let state = scan.state;
      for (let step = 0; step < steps; step++) {
        const rows = Float64Array.from(scan.rows.subarray(step * scan.batchSize, (step + 1) * scan.batchSize));
        const scalars = scan.scalars.subarray(step * scan.scalarCount, (step + 1) * scan.scalarCount);
        const uploaded = [memory.upload(rows, [scan.batchSize]), memory.upload(scalars, [1, scan.scalarCount])];
        const outputs = scope(() => {
          const batch = scan.data.map((matrix) => ops.gather(matrix, uploaded[0]!));
          const inputs = [...state, ...batch, uploaded[1]!];
          return freshOutputs(ops, scan.step(ops, inputs), inputs);
        });
        disposeAll(uploaded);
        if (step > 0) disposeAll(state);
        state = outputs.slice(0, -1);
        records.push(outputs.at(-1)!);
      }
      const downloaded = await Promise.all(records.map((record) => memory.download(record)));
      disposeAll(records);
      const joined = new Float64Array(steps * scan.recordCount);
      downloaded.forEach((record, step) => joined.set(record, step * scan.recordCount));
      return { state, records: joined };
    },
  };
}

/** Outputs that are inputs are copied, so that each can be freed on its own. */
function freshOutputs<T extends object>(ops: TensorOpsV1<T>, outputs: readonly T[], inputs: readonly T[]): T[] {
  return outputs.map((output, index) =>
    inputs.includes(output) || outputs.indexOf(output) < index ? ops.multiply(output, 1) : output,
  );
}
