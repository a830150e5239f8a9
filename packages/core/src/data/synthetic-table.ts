import { Rng } from '../random/index.ts';
import type { Table } from './table.ts';
import { tableFromRows } from './table-from-rows.ts';

const ROWS = 300;
const COLUMNS = ['blood pressure', 'glucose', 'age', 'exercise', 'noise 1', 'noise 2'];

/** Seed of the embedded table, apart from the run's own. */
const DATA_SEED = 20_261_124;

/**
 * The embedded example: 300 rows of a made-up screening table. Four columns act on the outcome through a curved score, two
 * are noise, a tenth of the labels is flipped and a twentieth of the cells is missing. Synthetic: it says nothing about people.
 */
export function syntheticTable(): Table {
  const rng = Rng.fromSeed(DATA_SEED);
  const rows = Array.from({ length: ROWS }, () => {
    const [pressure, glucose, age, exercise, first, second] = COLUMNS.map(() => rng.normal()) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const score = glucose + 0.8 * pressure * age + 0.5 * (age * age - 1) - 0.7 * exercise;
    const flipped = rng.uniform() < 0.1;
    const positive = score > 0 !== flipped;
    const cells = [120 + 15 * pressure, 100 + 20 * glucose, 45 + 12 * age, 3 + exercise, first, second].map((value) =>
      rng.uniform() < 0.05 ? null : Number(value.toFixed(2)),
    );
    return [...cells, positive ? 'positive' : 'negative'];
  });
  return tableFromRows(rows, [...COLUMNS, 'outcome']);
}
