import { statSync } from 'node:fs';
import { decodeModel, type FitSettings, type PreparedModel, predictTable, type RunRecord } from '@chainzrule/core';
import { MAX_MODEL_BYTES, readFileBounded, writeFileAtomic } from '@chainzrule/core/node';
import { Command } from 'commander';
import { BACKEND_NAMES, createBackend } from '../backends.ts';
import { commandName } from '../command-name.ts';
import { Progress } from '../terminal/progress.ts';
import { embeddingTable, embedExamples, sayWarning } from '../text/embed-examples.ts';
import { addFineTuneOptions, checkFineTuneOptions, checkpointStepsOf } from '../text/fine-tune/fine-tune-options.ts';
import { predictFineTuned } from '../text/fine-tune/predict-fine-tuned.ts';
import { describeFineTuning } from '../text/fine-tune/print-fine-tuning.ts';
import { runFineTuning } from '../text/fine-tune/run-fine-tuning.ts';
import { writeFineTuned } from '../text/fine-tune/write-fine-tuned.ts';
import { loadTransformers } from '../text/load-transformers.ts';
import { printTextRun } from '../text/print-text-run.ts';
import { readExamples } from '../text/read-examples.ts';
import { runTextTraining } from '../text/run-text-training.ts';
import {
  addEncoderOptions,
  addTextSource,
  checkTextOptions,
  type TextSourceOptions,
  type TextTrainOptions,
} from '../text/text-options.ts';
import type { TextFiles } from '../text/text-splits.ts';
import { describeTraining } from '../train/describe-run.ts';
import { claimOutFolder } from '../train/out-folder.ts';
import { addCheckpointOptions, addTrainingOptions, settingsOf } from '../train/train-options.ts';
import { writeOutcome } from '../train/write-outcome.ts';

/** `chainzrule text`: classifies texts by an encoder, frozen or fine-tuned, and a network on its output. */
export function textCommand(): Command {
  return new Command('text')
    .summary('train on texts, and classify texts')
    .description(
      'Classifies texts: an encoder turns each into numbers, a derivative-controlled network learns from them.',
    )
    .addCommand(trainCommand())
    .addCommand(predictCommand());
}

function trainCommand(): Command {
  const command = new Command('train')
    .summary('train a classifier of texts')
    .description(
      'Embeds texts with a frozen encoder, or fine-tunes it, trains a network on its output and estimates how well both classify texts they have not seen.',
    )
    .argument('<data>', 'texts with labels: .csv or .tsv with columns, or lines of __label__NAME text');
  addTrainingOptions(addEncoderOptions(addTextSource(command)));
  addCheckpointOptions(
    addFineTuneOptions(command),
    'epochs between two checkpoints (with --fine-tune optimiser steps, 100 unless given)',
  );
  return command
    .addHelpText(
      'after',
      `
Examples:
  ${commandName()} text train reviews.tsv --text review --target stars --encoder Xenova/all-MiniLM-L6-v2 --out runs/reviews
  ${commandName()} text train train.txt --validation-file dev.txt --test-file test.txt --encoder ./vectors --baseline relu
  ${commandName()} text train train.txt --test-file test.txt --encoder google-bert/bert-base-uncased --fine-tune --checkpoint runs/bert --out runs/bert`,
    )
    .action(async (path: string, options: TextTrainOptions) => {
      const said = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
      checkTextOptions(options);
      checkFineTuneOptions(options, said);
      // Impossible settings are refused before a long file is read.
      const settings = settingsOf({ ...options, missing: [], missingIndicator: false });
      const progress = new Progress(process.stderr, !options.json);
      const read = async (file: string | undefined) =>
        file === undefined ? undefined : await readExamples(file, options, true);
      const train = await readExamples(path, options, true);
      const files = { train, validation: await read(options.validationFile), test: await read(options.testFile) };
      await using _folder = await claimOutFolder(options.out);
      const run = options.fineTune ? fineTune : trainHead;
      const { record, training, written } = await run(files, options, settings, progress, said);
      printTextRun(record, training, options);
      if (!options.json && written.length > 0) process.stdout.write(`\nwrote ${written.join('\n      ')}\n`);
    });
}

/** A run with how it was trained, in words, and the paths of what it wrote. */
interface PrintedRun {
  readonly record: RunRecord;
  readonly training: string;
  readonly written: readonly string[];
}

async function trainHead(
  files: TextFiles,
  options: TextTrainOptions,
  settings: FitSettings,
  progress: Progress,
): Promise<PrintedRun> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const outcome = await runTextTraining(files, options, settings, progress);
  const written = options.out === undefined ? [] : await writeOutcome(options.out, outcome, say);
  return { record: outcome.record, training: describeTraining(outcome.record, settings), written };
}

async function fineTune(
  files: TextFiles,
  options: TextTrainOptions,
  settings: FitSettings,
  progress: Progress,
  said: (name: string) => boolean,
): Promise<PrintedRun> {
  const outcome = await runFineTuning(files, options, settings, checkpointStepsOf(options, said), progress);
  const written = options.out === undefined ? [] : await writeFineTuned(options.out, outcome);
  return { record: outcome.record, training: describeFineTuning(outcome.record), written };
}

interface TextPredictOptions extends TextSourceOptions {
  readonly encoder?: string;
  readonly out?: string;
  readonly backend: string;
}

function predictCommand(): Command {
  const command = new Command('predict')
    .summary('classify texts with a trained model')
    .description('Gives the class of each text and the probability of each class, as CSV.')
    .argument('<model>', 'a model.safetensors that `text train --out` wrote, or the folder `model` of --fine-tune')
    .argument('<data>', 'texts: .csv or .tsv with columns, or one text a line');
  return addTextSource(command)
    .option('--encoder <name>', 'where the encoder lies now (default: where it was in training)')
    .option('--out <file>', 'write CSV there instead of printing it')
    .option('--backend <name>', `what computes: ${BACKEND_NAMES.join(', ')}`, 'reference')
    .addHelpText(
      'after',
      `\nExample:\n  ${commandName()} text predict runs/reviews/model.safetensors new.tsv --text review --out predictions.csv`,
    )
    .action(async (modelPath: string, dataPath: string, options: TextPredictOptions) => {
      const isFolder = statSync(modelPath, { throwIfNoEntry: false })?.isDirectory() === true;
      const bytes = isFolder ? undefined : await readFileBounded(modelPath, MAX_MODEL_BYTES);
      const { texts } = await readExamples(dataPath, options, false);
      const csv =
        bytes === undefined
          ? await predictFineTuned(modelPath, texts, options)
          : await predictByHead(bytes, texts, options);
      if (options.out === undefined) {
        process.stdout.write(csv);
        return;
      }
      await writeFileAtomic(options.out, csv);
      process.stderr.write(`wrote ${texts.length} predictions to ${options.out}\n`);
    });
}

async function predictByHead(
  bytes: Uint8Array,
  texts: readonly string[],
  { encoder, device, cache, backend }: TextPredictOptions,
): Promise<string> {
  const { loadTextClassifier } = await loadTransformers();
  await using classifier = await loadTextClassifier(bytes, { encoder, device, onWarning: sayWarning });
  const { vectors } = await embedExamples(classifier.encoder, texts, cache, new Progress(process.stderr));
  const table = embeddingTable(vectors, 'label', []);
  // `loadTextClassifier` has found a preparation in it.
  return await predictTable(decodeModel(bytes) as PreparedModel, table, await createBackend(backend));
}
