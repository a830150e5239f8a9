import type { RunRecord } from '@chainzrule/core';
import { Command } from 'commander';
import { commandName } from '../command-name.ts';
import { Progress } from '../terminal/progress.ts';
import { styleFor } from '../terminal/style.ts';
import { describeRun, describeTraining } from '../train/describe-run.ts';
import { type LoadedTable, loadTable } from '../train/load-table.ts';
import { claimOutFolder } from '../train/out-folder.ts';
import { differenceSentence } from '../train/paired-difference.ts';
import { foldTable, summaryTable } from '../train/results-table.ts';
import { runStreaming } from '../train/run-streaming.ts';
import { runTraining, type TrainingOutcome } from '../train/run-training.ts';
import {
  addCheckpointOptions,
  addDataOptions,
  addTrainingOptions,
  settingsOf,
  type TrainOptions,
} from '../train/train-options.ts';
import { writeOutcome } from '../train/write-outcome.ts';

/** `chainzrule train`: trains on a CSV file and says honestly how good the result is. */
export function trainCommand(): Command {
  const command = new Command('train')
    .summary('train a derivative-controlled network on a CSV file')
    .description(
      'Trains a network on a table and estimates how well it predicts rows it has not seen, beside its plain twin if asked.',
    )
    .argument('<data.csv>', 'the table: one row per line, comma, semicolon or tab between cells');
  addCheckpointOptions(addTrainingOptions(addDataOptions(command)));
  return command
    .addHelpText(
      'after',
      `
Examples:
  ${commandName()} train iris.csv --target species
  ${commandName()} train pima.csv --no-header --target -1 --missing 1=0 --missing 4=0 --folds 10 --baseline relu --seed 7
  ${commandName()} train houses.csv --target price --lambda cv --out runs/houses`,
    )
    .action(async (path: string, options: TrainOptions) => {
      // Impossible options are refused before a long file is read.
      settingsOf(options);
      const progress = new Progress(process.stderr, !options.json);
      if (options.stream === true) return await keepAndPrint(() => runStreaming(path, options, progress), options);
      const loaded = await loadTable(path, { header: options.header, missing: options.missing }, progress);
      await trainAndPrint(loaded, false, options, progress);
    });
}

/** Trains on a table, writes the files that were asked for and prints what came out. */
export async function trainAndPrint(
  loaded: LoadedTable,
  synthetic: boolean,
  options: TrainOptions,
  progress: Progress,
): Promise<void> {
  await keepAndPrint(() => runTraining(loaded, synthetic, options, progress), options);
}

async function keepAndPrint(run: () => Promise<TrainingOutcome>, options: TrainOptions): Promise<void> {
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  await using _folder = await claimOutFolder(options.out);
  const outcome = await run();
  const written = options.out === undefined ? [] : await writeOutcome(options.out, outcome, note);
  printRun(outcome.record, options);
  if (!options.json && written.length > 0) process.stdout.write(`\nwrote ${written.join('\n      ')}\n`);
}

/** Prints a run: as JSON, or as text for people. */
function printRun(record: RunRecord, options: TrainOptions): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  const style = styleFor(process.stdout);
  const blocks = [describeRun(record, describeTraining(record, settingsOf(options))).join('\n')];
  for (const network of record.networks) blocks.push(`${style.bold(network.name)}\n${foldTable(record, network)}`);
  if (record.networks.length > 1)
    blocks.push(
      [`${style.bold('Summary')} (mean ± sd over folds)`, summaryTable(record, style), differenceSentence(record)]
        .filter((line) => line !== undefined)
        .join('\n'),
    );
  blocks.push(
    style.dim(
      'τ = p99 / mean of gradient norms on the test rows, without their labels: near 1 is an even slope everywhere.\nIt says how stable a network is, not how accurate; read it beside the score.',
    ),
  );
  process.stdout.write(`\n${blocks.join('\n\n')}\n`);
}
