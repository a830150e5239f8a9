import type { Column } from './table.ts';

/** What is predicted from a table. */
export type Task = 'binary' | 'categorical' | 'ordinal' | 'regression';

/** Most different whole numbers that a target may hold to be taken for classes. */
const MAX_NUMERIC_CLASSES = 10;

/**
 * The task a target column suggests: two different values → `binary`; texts, or at most 10 different whole numbers →
 * `categorical`; other numbers → `regression`. Never `ordinal`: an order of classes has to be said.
 */
export function inferTask(target: Column): Exclude<Task, 'ordinal'> {
  if (target.type === 'categorical')
    return new Set(target.codes.filter((code) => code >= 0)).size <= 2 ? 'binary' : 'categorical';
  const values = new Set<number>();
  for (const value of target.values) {
    if (Number.isNaN(value)) continue;
    values.add(value);
    if (values.size > MAX_NUMERIC_CLASSES) return 'regression';
  }
  if (values.size <= 2) return 'binary';
  return [...values].every(Number.isInteger) ? 'categorical' : 'regression';
}
