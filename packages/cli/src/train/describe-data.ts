import type { RunRecord, Table, TargetPreparation } from '@chainzrule/core';

/** A table as a record describes it. */
export interface DescribedTable {
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
  readonly columns: Table['names'];
  readonly synthetic: boolean;
}

/** The part of a record that says what was learned from. */
export function describeData(
  { name, sha256, rows, columns, synthetic }: DescribedTable,
  target: TargetPreparation,
): RunRecord['data'] {
  const classes = target.task === 'regression' ? [] : [...target.classes];
  return { name, sha256, rows, columns: [...columns], target: target.name, task: target.task, classes, synthetic };
}
