import { createHash } from 'node:crypto';
import {
  fitPreparation,
  type Preparation,
  prepareTargets,
  type RunRecord,
  type Table,
  type Task,
} from '@chainzrule/core';
import { embeddingTable } from './embed-examples.ts';
import type { TextTrainOptions } from './text-options.ts';
import { checkLabels, joined, type TextFiles } from './text-splits.ts';

/** The texts of all files with their labels, and what the labels are. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
  /** The labels as the target of a table with one column of zeros. */
  readonly table: Table;
  /** Name of the target. */
  readonly name: string;
  readonly whole: Preparation;
  /** [texts] class indices. */
  readonly targets: Float64Array;
}

/**
 * All labels looked at only to say what the classes are and to spread them over folds. A column of zeros stands for the embeddings, whose
 * preparation is learned from training texts; numbers with many values are classes here.
 * @throws ChainzRuleError `INVALID_DATA`.
 */
export function labelledTexts(files: TextFiles, options: TextTrainOptions): LabelledTexts {
  checkLabels(files);
  const labels = joined(files, 'labels');
  const name = options.target ?? 'label';
  const rows = labels.length;
  const table = embeddingTable({ data: new Float64Array(rows), rows, cols: 1 }, name, labels);
  const fit = (task: Task | undefined): Preparation => fitPreparation(table, { target: name, task });
  const first = fit(options.task === 'auto' ? undefined : options.task);
  const whole = first.target.task === 'regression' ? fit('categorical') : first;
  return { texts: joined(files, 'texts'), labels, table, name, whole, targets: prepareTargets(whole, table) };
}

/** The files of a run as its record names them. */
export function describeFiles(
  { train, validation, test }: TextFiles,
  { name, whole: { target } }: LabelledTexts,
  options: TextTrainOptions,
): RunRecord['data'] {
  const files = [train, validation, test].filter((examples) => examples !== undefined);
  // One file keeps the hash that everyone can compute; several are hashed together, in order.
  const sha256 =
    files.length === 1
      ? train.sha256
      : createHash('sha256')
          .update(files.map((file) => file.sha256).join('\n'))
          .digest('hex');
  return {
    name: files.map((file) => file.name).join(' + '),
    sha256,
    rows: files.reduce((sum, { texts }) => sum + texts.length, 0),
    columns: [options.text ?? 'text', name],
    target: name,
    task: target.task,
    classes: target.task === 'regression' ? [] : [...target.classes],
    synthetic: false,
  };
}
