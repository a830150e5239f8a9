import type { BackendV1, RunRecord, Table, TargetPreparation } from '@chainzrule/core';
import { VERSION } from '../version.ts';

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

/** The part of a record that says by what it was computed. */
export function describeEnvironment(backend: BackendV1, started: Date): RunRecord['environment'] {
  return {
    chainzrule: VERSION,
    node: process.version,
    backend: backend.name,
    device: backend.device,
    startedAt: started.toISOString(),
    seconds: Math.round(Date.now() - started.getTime()) / 1000,
  };
}
