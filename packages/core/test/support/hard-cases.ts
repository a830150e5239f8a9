import type { FitSettings } from '../../src/index.ts';
import { halves } from '../estimators/rows.ts';

/** A table or a setting that breaks careless code. */
export interface HardCase {
  readonly name: string;
  readonly X: readonly (readonly number[])[];
  /** Class of each row for each kind of head, or a number. */
  readonly y: Readonly<Record<HeadName, readonly number[]>>;
  readonly settings?: Partial<FitSettings>;
  /** `sound`: must be learned; `refused`: must be refused by name; `either`: sound, or diverged by name. */
  readonly expected: 'sound' | 'refused' | 'either';
}

export const HEADS = ['binary', 'categorical', 'ordinal', 'regression'] as const;
export type HeadName = (typeof HEADS)[number];
export const ACTIVATIONS = ['cubic', 'relu', 'tanh', 'gelu', 'silu', 'softplus', 'identity'] as const;
export const PENALTIES = ['local', 'accumulated', 'activation', 'none'] as const;

const plain = halves(24, 5).X as number[][];

function hardCase(
  name: string,
  X: readonly (readonly number[])[],
  expected: HardCase['expected'] = 'sound',
  settings: Partial<FitSettings> = {},
): HardCase {
  const three = X.map((_, row) => row % 3);
  const two = X.map((_, row) => row % 2);
  const numbers = X.map((_, row) => Math.sin(row));
  return { name, X, y: { binary: two, categorical: three, ordinal: three, regression: numbers }, settings, expected };
}

const same = (X: readonly (readonly number[])[], label: number): HardCase['y'] => {
  const y = X.map(() => label);
  return { binary: y, categorical: y, ordinal: y, regression: y };
};

const wide = Array.from({ length: 4 }, (_, row) =>
  Array.from({ length: 60 }, (_, column) => Math.sin(row * 60 + column)),
);

/** Everything the issue of hard use names, and its neighbours. */
export const HARD_CASES: readonly HardCase[] = [
  hardCase(
    'constant columns',
    plain.map(() => [3, 3]),
  ),
  hardCase(
    'duplicated rows',
    plain.map(() => plain[0]!),
  ),
  hardCase(
    'inputs of 1e30',
    plain.map((row) => row.map((cell) => 1e30 * cell)),
  ),
  hardCase(
    'inputs of 1e308',
    plain.map((row) => row.map((cell) => Math.sign(cell) * 1e308)),
  ),
  hardCase(
    'inputs of 1e-310',
    plain.map((row) => row.map((cell) => 1e-310 * cell)),
  ),
  hardCase(
    'one outlier of 1e30',
    plain.map((row, index) => (index === 0 ? [1e30, 0] : row)),
  ),
  hardCase('more columns than rows', wide),
  {
    ...hardCase('targets of 1e30', plain),
    y: { ...hardCase('', plain).y, regression: plain.map((_, row) => 1e30 * Math.sin(row)) },
  },
  { ...hardCase('a single row', [[1, 2]], 'refused'), y: same([[1, 2]], 1) },
  { ...hardCase('rows of one class', plain, 'refused'), y: same(plain, 1) },
  hardCase('a learning rate of 1e-300', plain, 'sound', { learningRate: 1e-300, gradientClip: null }),
  hardCase('a learning rate of 10', plain, 'either', { learningRate: 10, gradientClip: null }),
  hardCase('a learning rate of 1e4', plain, 'either', { learningRate: 1e4, gradientClip: null }),
  hardCase('a learning rate of 1e6', plain, 'either', { learningRate: 1e6 }),
  hardCase('a penalty of 1e6', plain, 'either', { lambda: 1e6 }),
  hardCase('a penalty of 1e300', plain, 'either', { lambda: 1e300 }),
];
