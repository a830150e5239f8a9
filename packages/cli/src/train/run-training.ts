import {
  fitPreparation,
  type ModelFile,
  plainTwin,
  prepareTargets,
  type RunRecord,
  type Split,
} from '@chainzrule/core';
import { createBackend } from '../backends.ts';
import type { Progress } from '../terminal/progress.ts';
import { buildRecord, foldRows } from './build-record.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { describeData } from './describe-data.ts';
import { environmentOf } from './environment.ts';
import { finalModel } from './final-model.ts';
import type { LoadedTable } from './load-table.ts';
import { makeSplits } from './make-splits.ts';
import { type Contestant, runNetworks } from './run-networks.ts';
import { settingsOf, type TrainOptions } from './train-options.ts';

/** What a run leaves. */
export interface TrainingOutcome {
  readonly record: RunRecord;
  /** Made only where it is kept. */
  readonly model?: ModelFile | undefined;
}

/** Trains on a loaded table as the options say; the record holds everything that came out. With `out`, also the model to keep. */
export async function runTraining(
  loaded: LoadedTable,
  synthetic: boolean,
  options: TrainOptions,
  progress: Progress,
): Promise<TrainingOutcome> {
  const started = new Date();
  const settings = settingsOf(options);
  const { table } = loaded;
  const task = options.task === 'auto' ? undefined : options.task;
  const asked = { target: options.target!, task, missingIndicator: options.missingIndicator, missing: options.missing };
  // Looks at the whole table only to say what the task and the classes are, and to spread classes over folds.
  const whole = fitPreparation(table, asked);
  const target = { ...asked, task: whole.target.task };
  const classification = whole.target.task !== 'regression';
  const splits = makeSplits(classification ? prepareTargets(whole, table) : table.rows, options);
  const contestants: Contestant[] = [
    { name: settings.penalty === 'none' ? settings.activation : 'ChainzRule', settings },
  ];
  if (options.baseline !== undefined)
    contestants.push({ name: `plain ${options.baseline}`, settings: plainTwin(settings, options.baseline) });
  const backend = await createBackend(options.backend);
  await using folder = await checkpointFolder(loaded, options);
  const context = { backend, progress, checkpoints: folder && { store: folder, every: options.every } };
  const results = await runNetworks(table, target, splits, contestants, context);
  const frame = {
    data: describeData({ ...loaded, rows: table.rows, columns: table.names, synthetic }, whole.target),
    protocol: describeProtocol(splits, classification, options.validation),
    seed: options.seed,
    environment: environmentOf(backend, started),
  };
  const record = buildRecord(frame, results, foldRows(splits));
  if (options.out === undefined) return { record };
  return { record, model: await finalModel(table, target, results[0]!, record, context) };
}

function describeProtocol(
  splits: readonly Split[],
  stratified: boolean,
  testFraction: number | undefined,
): RunRecord['protocol'] {
  const folds = splits.length;
  const rules = 'imputation, standardisation and every choice from training rows only';
  if (testFraction !== undefined) {
    return {
      kind: 'heldOut',
      folds,
      testFraction,
      stratified,
      statement: `${testFraction} of the rows held out for testing; ${rules}`,
    };
  }
  return {
    kind: 'folds',
    folds,
    stratified,
    statement: `${folds} ${stratified ? 'stratified ' : ''}folds, each row tested once; ${rules}`,
  };
}
