import { fail, type RunRecord, type Split } from '@chainzrule/core';
import { makeSplits } from '../train/make-splits.ts';
import type { Examples } from './read-examples.ts';
import type { TextTrainOptions } from './text-options.ts';

/** The files of a run. */
export interface TextFiles {
  readonly train: Examples;
  readonly validation?: Examples | undefined;
  readonly test?: Examples | undefined;
}

/** The files' texts one after another: training, validation, test. */
export function joined(files: TextFiles, part: 'texts' | 'labels'): string[] {
  return [files.train, files.validation, files.test].flatMap((examples) => examples?.[part] ?? []);
}

/** A label of the watched or tested texts that no training text has is refused by name. @throws ChainzRuleError `INVALID_DATA`. */
export function checkLabels({ train, validation, test }: TextFiles): void {
  const known = new Set(train.labels);
  for (const examples of [validation, test]) {
    const at = examples?.labels.findIndex((label) => !known.has(label)) ?? -1;
    if (examples === undefined || at < 0) continue;
    const label = examples.labels[at]!;
    fail(
      'INVALID_DATA',
      `${examples.name}: text ${at + 1} has the label ${JSON.stringify(label)}, which ${train.name} does not have; known: ${[...known].sort().slice(0, 20).join(', ')}`,
      { label },
    );
  }
}

/** How the joined texts are divided, and the protocol in words. `labels`: class indices of all texts; `encoder`: what becomes of it. */
export function textSplits(
  { train, validation, test }: TextFiles,
  labels: Float64Array,
  options: TextTrainOptions,
  encoder: string,
): { readonly splits: readonly Split[]; readonly protocol: RunRecord['protocol'] } {
  if (test === undefined) {
    const splits = makeSplits(labels, options);
    const folds = splits.length;
    const rules = `every choice from training texts only; ${encoder}`;
    const heldOut = options.validation !== undefined;
    const how = heldOut
      ? `${options.validation} of the texts held out for testing`
      : `${folds} stratified folds, each text tested once`;
    const fraction = heldOut ? { testFraction: options.validation } : {};
    return {
      splits,
      protocol: {
        kind: heldOut ? 'heldOut' : 'folds',
        folds,
        ...fraction,
        stratified: true,
        statement: `${how}; ${rules}`,
      },
    };
  }
  const [first, second] = [train.texts.length, train.texts.length + (validation?.texts.length ?? 0)];
  const rows = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const watched =
    validation === undefined ? '' : `, the epoch chosen by ${validation.name} (${validation.texts.length})`;
  return {
    splits: [
      {
        train: rows(0, first),
        ...(validation && { validation: rows(first, second) }),
        test: rows(second, second + test.texts.length),
      },
    ],
    protocol: {
      kind: 'heldOut',
      folds: 1,
      stratified: false,
      statement: `trained on ${train.name} (${first} texts)${watched}, tested once on ${test.name} (${test.texts.length}); ${encoder}`,
    },
  };
}
