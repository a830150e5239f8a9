import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Rng } from '@chainzrule/core';

/** A table to drop, and what is known of it. */
export interface DroppedTable {
  readonly name: string;
  readonly csv: string;
  readonly rows: number;
  readonly target: string;
  /** Accuracy in percent that a network reaches on held-out rows. */
  readonly enough: number;
}

const PIMA = fileURLToPath(new URL('../../../../../shared/data/pima/pima-indians-diabetes.csv', import.meta.url));

/** Pima where it is there, else a small table of its kind: mixed columns, missing cells, two classes. */
export function droppedTable(): DroppedTable {
  if (!existsSync(PIMA)) return madeUpTable();
  return { name: 'pima.csv', csv: readFileSync(PIMA, 'utf8'), rows: 768, target: 'column8', enough: 70 };
}

/** 240 rows: two numbers that matter, one that does not, a text column that matters, one cell in twenty missing. */
export function madeUpTable(): DroppedTable {
  const rng = Rng.fromSeed('a dropped table');
  const places = ['north', 'south, or "so"', 'west'];
  const lines = Array.from({ length: 240 }, () => {
    const [a, b, noise] = [rng.normal(), rng.normal(), rng.normal()];
    const place = rng.integer(3);
    const sick = a + b * b - 1 + (place === 1 ? 1.5 : 0) > 0;
    const cell = (value: number): string => (rng.uniform() < 0.05 ? '' : value.toFixed(3));
    return [cell(a), cell(b), cell(noise), `"${places[place]!.replaceAll('"', '""')}"`, sick ? 'sick' : 'well'].join(
      ',',
    );
  });
  return {
    name: 'made-up.csv',
    csv: ['a,b,noise,place,state', ...lines, ''].join('\n'),
    rows: 240,
    target: 'state',
    enough: 75,
  };
}
