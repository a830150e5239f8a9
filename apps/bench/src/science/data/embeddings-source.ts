import { type NumericColumn, resolveColumn } from '@chainzrule/core';
import { readCsv } from '@chainzrule/core/csv';
import type { DataSource, EmbeddingsDocument } from './source.ts';
import { sha256Of } from './source-facts.ts';
import { vectorSource } from './vector-source.ts';

const PARTS = ['train', 'validation', 'test'] as const;

/** Any encoder's vectors from the bytes of a CSV file: a column `label` (0 … K − 1), a column `split` (train, validation, test), numbers otherwise. */
export async function embeddingsSource(document: EmbeddingsDocument, bytes: Buffer): Promise<DataSource> {
  const table = await readCsv(bytes.toString('utf8'));
  const [labelColumn, splitColumn] = [resolveColumn(table.names, 'label'), resolveColumn(table.names, 'split')];
  const labels = table.columns[labelColumn]!;
  const splits = table.columns[splitColumn]!;
  if (labels.type !== 'numeric' || splits.type !== 'categorical')
    throw new Error(`${document.file}: "label" must hold class numbers and "split" one of ${PARTS.join(', ')}`);
  const columns = table.columns.filter((_, index) => index !== labelColumn && index !== splitColumn);
  const text = columns.findIndex((column) => column.type !== 'numeric');
  if (text >= 0) throw new Error(`${document.file}: column ${table.names[text]} holds texts; vectors are numbers`);
  const data = new Float64Array(table.rows * columns.length);
  columns.forEach((column, c) => {
    (column as NumericColumn).values.forEach((value, row) => {
      data[row * columns.length + c] = value;
    });
  });
  const rowsOf = (part: string): Int32Array =>
    Int32Array.from(
      [...splits.codes.entries()].filter(([, code]) => splits.categories[code] === part).map(([row]) => row),
    );
  const parts = { train: rowsOf('train'), validation: rowsOf('validation'), test: rowsOf('test') };
  const facts = { name: document.name, sha256: sha256Of(bytes), parts };
  return vectorSource(facts, { data, rows: table.rows, cols: columns.length }, labels.values);
}
