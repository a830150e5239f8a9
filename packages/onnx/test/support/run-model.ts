import type { Preparation } from '@chainzrule/core';
import type * as Ort from 'onnxruntime-web';
import type { RuntimeName } from '../../src/index.ts';
import type { RawCell } from './trained-models.ts';

/** A runtime's own interface, as who deploys a file uses it. */
export async function runtimeOf(name: RuntimeName): Promise<typeof Ort> {
  return (name === 'node' ? await import('onnxruntime-node') : await import('onnxruntime-web')) as typeof Ort;
}

/** Outputs of a file on prepared inputs, by name. */
export async function runModel(
  ort: typeof Ort,
  bytes: Uint8Array,
  inputs: Readonly<Record<string, Ort.Tensor>>,
): Promise<Readonly<Record<string, { readonly data: Float64Array; readonly dims: readonly number[] }>>> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  try {
    const outputs = await session.run(inputs);
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => [
        name,
        { data: Float64Array.from(data as Float32Array), dims },
      ]),
    );
  } finally {
    await session.release();
  }
}

/** Raw rows as the inputs an exported file takes. */
export function inputsOf(
  ort: typeof Ort,
  { columns }: Preparation,
  rows: readonly (readonly RawCell[])[],
): Record<string, Ort.Tensor> {
  const positions = (type: 'numeric' | 'categorical'): number[] =>
    columns.flatMap((column, index) => (column.type === type ? [index] : []));
  const numeric = rows.flatMap((row) => positions('numeric').map((index) => Number(row[index] ?? Number.NaN)));
  const texts = rows.flatMap((row) => positions('categorical').map((index) => String(row[index] ?? '')));
  return {
    numeric: new ort.Tensor('float32', Float32Array.from(numeric), [rows.length, positions('numeric').length]),
    categorical: new ort.Tensor('string', texts, [rows.length, positions('categorical').length]),
  };
}
