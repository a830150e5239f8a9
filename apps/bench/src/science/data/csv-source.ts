import { fitPreparation, type PreparationOptions, prepareFeatures, prepareTargets, type Table } from '@chainzrule/core';
import { readCsv } from '@chainzrule/core/csv';
import { imputedByClass } from './leaking-imputation.ts';
import type { CsvDocument, DataSource } from './source.ts';
import { headFor, sha256Of } from './source-facts.ts';

/** A classification table from the bytes of a CSV file. */
export async function csvSource(document: CsvDocument, bytes: Buffer): Promise<DataSource> {
  const read = await readCsv(bytes.toString('utf8'), { header: document.header, missing: document.missing });
  const binary = document.positiveAbove === undefined ? read : withBinaryTarget(read, document);
  const options: PreparationOptions = { target: document.target, missing: document.missing };
  // Looks at the whole table only for the names of the classes.
  const whole = fitPreparation(binary, { ...options, task: 'categorical' });
  const task = whole.target.task === 'categorical' && whole.target.classes.length === 2 ? 'binary' : 'categorical';
  const labels = prepareTargets(whole, binary);
  const table = document.leak === undefined ? binary : imputedByClass(binary, document.target, labels);
  return {
    name: document.name,
    sha256: sha256Of(bytes),
    rows: table.rows,
    labels,
    head: headFor(labels),
    prepare(train, sets) {
      const preparation = fitPreparation(table, { ...options, task, rows: train });
      return sets.map((rows) => prepareFeatures(preparation, table, rows));
    },
  };
}

function withBinaryTarget(table: Table, { target, positiveAbove }: CsvDocument): Table {
  const index =
    typeof target === 'string' ? table.names.indexOf(target) : (target + table.names.length) % table.names.length;
  const column = table.columns[index];
  if (column?.type !== 'numeric')
    throw new Error(`the target ${target} must be numbers, since classes are told apart at ${positiveAbove}`);
  const values = column.values.map((value) => (value > positiveAbove! ? 1 : 0));
  return { ...table, columns: table.columns.with(index, { type: 'numeric', values }) };
}
