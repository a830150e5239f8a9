import { type Column, fail, matchColumns, type PreparedModel } from '@chainzrule/core';
import { loadModel } from '@chainzrule/core/node';
import type { Progress } from '../terminal/progress.ts';
import { printable } from '../terminal/table.ts';
import { type LoadedTable, loadTable } from '../train/load-table.ts';

/** Reads a model that takes raw rows. @throws ChainzRuleError `IO_FAILED`, `INVALID_MODEL_FILE`. */
export async function loadPreparedModel(path: string): Promise<PreparedModel> {
  const model = await loadModel(path);
  if (model.preparation === null) {
    fail(
      'INVALID_MODEL_FILE',
      `${path} holds no preparation, so it takes prepared rows only; models written by \`train\` have one`,
    );
  }
  return model as PreparedModel;
}

/** Reads rows for a model, each column in the type that training saw; says which columns are not used. */
export async function loadRows(
  path: string,
  { preparation }: PreparedModel,
  header: boolean,
  progress: Progress,
  note: (text: string) => void,
): Promise<LoadedTable> {
  const types = new Map<string, Column['type']>(preparation.columns.map(({ name, type }) => [name, type]));
  // A numeric column is judged by its cells, so that a text in it can be named.
  const categorical = new Map([...types].filter(([, type]) => type === 'categorical'));
  const loaded = await loadTable(path, { header, types: preparation.named ? categorical : undefined }, progress);
  const { extra } = matchColumns(preparation, loaded.table);
  const unused = extra.filter((name) => name !== preparation.target.name);
  if (unused.length > 0) note(`not used: ${unused.map(printable).join(', ')}`);
  return loaded;
}
