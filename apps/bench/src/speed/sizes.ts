import type { ActivationSpec, Batch, DregSpec, HeadSpec, NetworkSpec } from '@chainzrule/core';

/** A network size that is timed. */
export interface Size {
  readonly name: string;
  readonly inputs: number;
  readonly units: readonly number[];
  readonly head: HeadSpec;
}

/** The sizes of the project's speed targets, and a wider one. */
export const SMALL: Size = { name: 'small 8-64-64-1', inputs: 8, units: [64, 64], head: { type: 'binary' } };
export const BIG: Size = {
  name: 'big 128-256-256-5',
  inputs: 128,
  units: [256, 256],
  head: { type: 'categorical', classes: 5 },
};
export const WIDE: Size = { ...BIG, name: 'wide 128-512-512-5', units: [512, 512] };
export const SIZES: readonly Size[] = [SMALL, BIG, WIDE];

/** The small one with squared error, which TensorFlow.js does in the fewest kernels. */
export const SMALL_REGRESSION: Size = {
  ...SMALL,
  name: 'small regression 8-64-64-1',
  head: { type: 'regression', outputs: 1 },
};

/** The batch of a size in the targets. */
export const targetBatch = ({ name }: Size): number => (name.startsWith('small') ? 32 : 64);

/** What a step does beside its matrix products. */
export type Kind =
  | 'relu'
  | 'cubic'
  | 'cubic + DREG'
  | 'relu + DREG'
  | 'cubic + smoothed DREG'
  | 'cubic + accumulated'
  | 'cubic + activation';

const PENALTIES: Readonly<Record<Kind, DregSpec>> = {
  relu: { penalty: 'none', reduction: 'sum' },
  cubic: { penalty: 'none', reduction: 'sum' },
  'cubic + DREG': { penalty: 'local', reduction: 'sum' },
  'relu + DREG': { penalty: 'local', reduction: 'sum' },
  'cubic + smoothed DREG': { penalty: 'local', reduction: 'sum', smoothing: 0.3 },
  'cubic + accumulated': { penalty: 'accumulated', reduction: 'sum' },
  'cubic + activation': { penalty: 'activation', reduction: 'sum' },
};

/** The network document of a size and kind. */
export function networkOf({ inputs, units, head }: Size, kind: Kind): NetworkSpec {
  const activation: ActivationSpec = kind.startsWith('cubic')
    ? { type: 'cubic', coefficients: 'perUnit' }
    : { type: 'relu' };
  const layers = units.map((width) => ({ units: width, activation }));
  return { format: 'chainzrule/network@1', inputs, layers, head, dreg: PENALTIES[kind] };
}

/** Reproducible rows: waves of incommensurable lengths, and targets that follow from them. */
export function rowsOf({ inputs, head }: Size, rows: number): Batch {
  const data = Float64Array.from({ length: rows * inputs }, (_, index) => Math.sin(1 + index * 1.618) * 1.4);
  const classes = head.type === 'categorical' ? head.classes : 2;
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const score = (data[row * inputs]! + data[row * inputs + 1]! + 3) / 6;
    return head.type === 'regression' ? score : Math.min(classes - 1, Math.max(0, Math.floor(score * classes)));
  });
  return { x: { data, rows, cols: inputs }, y };
}
