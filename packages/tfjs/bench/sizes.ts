import type { ActivationSpec, Batch, DregSpec, HeadSpec, NetworkSpec } from '@chainzrule/core';

/** A network size that is measured. */
export interface Size {
  readonly name: string;
  readonly inputs: number;
  readonly units: readonly number[];
  readonly head: HeadSpec;
  readonly batchSize: number;
}

/** The sizes of the project's speed targets; the small one also with squared error, which TensorFlow.js does in the fewest kernels. */
export const SIZES: readonly Size[] = [
  { name: 'small', inputs: 8, units: [64, 64], head: { type: 'binary' }, batchSize: 32 },
  { name: 'small regression', inputs: 8, units: [64, 64], head: { type: 'regression', outputs: 1 }, batchSize: 32 },
  { name: 'big', inputs: 128, units: [256, 256], head: { type: 'categorical', classes: 5 }, batchSize: 64 },
];

/** What a step does beside the matrix products. */
export type Kind = 'relu' | 'cubic+dreg';

/** The network document of a size and kind. */
export function networkOf({ inputs, units, head }: Size, kind: Kind): NetworkSpec {
  const activation: ActivationSpec = kind === 'relu' ? { type: 'relu' } : { type: 'cubic', coefficients: 'perUnit' };
  const dreg: DregSpec = { penalty: kind === 'relu' ? 'none' : 'local', reduction: 'sum' };
  const layers = units.map((width) => ({ units: width, activation }));
  return { format: 'chainzrule/network@1', inputs, layers, head, dreg };
}

/** Reproducible rows: waves of incommensurable lengths, and targets that follow from them. */
export function rowsOf({ inputs, head }: Size, rows: number): Batch {
  const data = Float64Array.from({ length: rows * inputs }, (_, index) => Math.sin(1 + index * 1.618) * 1.4);
  const scores = Float64Array.from(
    { length: rows },
    (_, row) => (data[row * inputs]! + data[row * inputs + 1]! + 3) / 6,
  );
  const classes = head.type === 'categorical' ? head.classes : 2;
  const y =
    head.type === 'regression'
      ? scores
      : scores.map((score) => Math.min(classes - 1, Math.max(0, Math.floor(score * classes))));
  return { x: { data, rows, cols: inputs }, y };
}
