import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fitPreparation,
  kFolds,
  plainTwin,
  prepareTargets,
  Rng,
  type RunRecord,
  type Split,
  split,
  type Table,
  type Task,
} from '@chainzrule/core';
import { writeFileAtomic } from '@chainzrule/core/node';
import { createBackend } from '../backends.ts';
import type { Progress } from '../terminal/progress.ts';
import { VERSION } from '../version.ts';
import { buildRecord } from './build-record.ts';
import type { LoadedTable } from './load-table.ts';
import { type Contestant, runNetworks } from './run-networks.ts';
import { settingsOf, type TrainOptions } from './train-options.ts';

const DEFAULT_FOLDS = 5;

/** Trains on a loaded table as the options say; the record holds everything that came out. */
export async function runTraining(
  loaded: LoadedTable,
  synthetic: boolean,
  options: TrainOptions,
  progress: Progress,
): Promise<RunRecord> {
  const started = new Date();
  const settings = settingsOf(options);
  const { table } = loaded;
  const task = options.task === 'auto' ? undefined : options.task;
  const target = { target: options.target!, task, missingIndicator: options.missingIndicator };
  // Looks at the whole table only to say what the task and the classes are, and to spread classes over folds.
  const whole = fitPreparation(table, target);
  const classification = whole.target.task !== 'regression';
  const splits = makeSplits(table, prepareTargets(whole, table), classification, options);
  const fixed = { ...target, task: whole.target.task as Task };
  const contestants: Contestant[] = [
    { name: settings.penalty === 'none' ? settings.activation : 'ChainzRule', settings },
  ];
  if (options.baseline !== undefined)
    contestants.push({ name: `plain ${options.baseline}`, settings: plainTwin(settings, options.baseline) });
  const backend = await createBackend(options.backend);
  const results = await runNetworks(table, fixed, splits, contestants, { backend, progress });
  const kind = options.validation === undefined ? 'folds' : 'heldOut';
  const how =
    kind === 'folds'
      ? `${splits.length} ${classification ? 'stratified ' : ''}folds, each row tested once`
      : `${options.validation} of the rows held out for testing`;
  const frame = {
    data: {
      name: loaded.name,
      sha256: loaded.sha256,
      rows: table.rows,
      columns: [...table.names],
      target: whole.target.name,
      task: whole.target.task,
      classes: whole.target.task === 'regression' ? [] : [...whole.target.classes],
      synthetic,
    },
    protocol: {
      kind,
      folds: splits.length,
      ...(options.validation !== undefined && { testFraction: options.validation }),
      stratified: classification,
      statement: `${how}; imputation, standardisation and every choice from training rows only`,
    },
    seed: options.seed,
    environment: {
      chainzrule: VERSION,
      node: process.version,
      backend: backend.name,
      device: backend.device,
      startedAt: started.toISOString(),
      seconds: Math.round(Date.now() - started.getTime()) / 1000,
    },
  } as const;
  const record = buildRecord(frame, results, splits);
  if (options.out !== undefined) await writeRecord(options.out, record);
  return record;
}

function makeSplits(table: Table, labels: Float64Array, stratified: boolean, options: TrainOptions): Split[] {
  const rows = stratified ? labels : table.rows;
  const rng = Rng.fromSeed(options.seed).fork('folds');
  if (options.validation !== undefined) return [split(rows, { fraction: options.validation, rng })];
  return kFolds(rows, { folds: options.folds ?? Math.min(DEFAULT_FOLDS, table.rows), rng });
}

async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(join(folder, 'record.json'), `${JSON.stringify(record, null, 2)}\n`);
}
