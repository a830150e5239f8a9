import { headOf } from '../assess/scores.ts';
import type { BackendV1 } from '../contract/backend.ts';
import type { Matrix } from '../contract/matrix.ts';
import { type Preparation, prepareFeatures, restoreTargets, type Table } from '../data/index.ts';
import { classProbabilities, predictedClasses } from '../fit/predictions.ts';
import type { ModelFile } from '../model-file/index.ts';
import { csvLine } from './csv-text.ts';

/** A model file that takes raw rows. */
export type PreparedModel = ModelFile & { readonly preparation: Preparation };

/** Predictions for every row as CSV: `prediction`, then for classes one probability each, headed by its name. */
export async function predictTable(
  { network, parameters, preparation }: PreparedModel,
  table: Table,
  backend: BackendV1,
): Promise<string> {
  const x = prepareFeatures(preparation, table);
  await using program = await backend.compile(network, parameters);
  const logits = await program.forward(x);
  const { target } = preparation;
  const head = headOf(preparation);
  if (head.type === 'regression' || target.task === 'regression') {
    return ['prediction\n', ...Array.from(restoreTargets(preparation, logits.data), (value) => csvLine([value]))].join(
      '',
    );
  }
  return classesAsCsv(target.classes, predictedClasses(head, logits), classProbabilities(head, logits));
}

/** Class indices [rows] and probabilities [rows, classes] as CSV: `prediction`, then one probability a class, headed by its name. */
export function classesAsCsv(classes: readonly string[], predicted: ArrayLike<number>, { data, cols }: Matrix): string {
  const lines = Array.from(predicted, (index, row) =>
    csvLine([classes[index]!, ...data.subarray(row * cols, (row + 1) * cols)]),
  );
  return [csvLine(['prediction', ...classes.map((name) => `p(${name})`)]), ...lines].join('');
}
