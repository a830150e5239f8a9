import { chosenRows } from './chosen-rows.ts';
import type { Column } from './table.ts';

/** What is predicted from a table. */
export type Task = 'binary' | 'categorical' | 'ordinal' | 'regression';

/** Most different whole numbers that a target may hold to be taken for classes. */
const MAX_NUMERIC_CLASSES = 10;

/**
 * The task a target column suggests: two different values → `binary`; texts, or at most 10 different whole numbers →
 * `categorical`; other numbers → `regression`. Never `ordinal`: an order of classes has to be said.
 * `rows`: the training rows; all when absent.
 */
export function inferTask(target: Column, rows?: Int32Array): Exclude<Task, 'ordinal'> {
  const cells = target.type === 'categorical' ? target.codes : target.values;
  const chosen = chosenRows('inferTask', cells.length, rows);
  const values = new Set<number>();
  if (target.type === 'categorical') {
    for (const row of chosen) if (cells[row]! >= 0) values.add(cells[row]!);
    return values.size <= 2 ? 'binary' : 'categorical';
  }
  for (const row of chosen) {
    if (Number.isNaN(cells[row])) continue;
    values.add(cells[row]!);
    if (values.size > MAX_NUMERIC_CLASSES) return 'regression';
  }
  if (values.size <= 2) return 'binary';
  return [...values].every(Number.isInteger) ? 'categorical' : 'regression';
}
