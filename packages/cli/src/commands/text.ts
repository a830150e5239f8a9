import { decodeModel, type PreparedModel, predictTable } from '@chainzrule/core';
import { MAX_MODEL_BYTES, readFileBounded, writeFileAtomic } from '@chainzrule/core/node';
import { Command } from 'commander';
import { BACKEND_NAMES, createBackend } from '../backends.ts';
import { commandName } from '../command-name.ts';
import { Progress } from '../terminal/progress.ts';
import { embeddingTable, embedExamples, sayWarning } from '../text/embed-examples.ts';
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
import { addTrainingOptions } from '../train/train-options.ts';
import { writeOutcome } from '../train/write-outcome.ts';

/** `chainzrule text`: classifies texts by a frozen encoder and a network on its embeddings. */
export function textCommand(): Command {
  return new Command('text')
    .summary('train on texts, and classify texts')
    .description(
      'Classifies texts: a frozen encoder turns each into numbers, a derivative-controlled network learns from them.',
    )
    .addCommand(trainCommand())
    .addCommand(predictCommand());
}

function trainCommand(): Command {
  const command = new Command('train')
    .summary('train a classifier of texts')
    .description(
      'Embeds texts with a frozen encoder, trains a network on the embeddings and estimates how well it classifies texts it has not seen.',
    )
    .argument('<data>', 'texts with labels: .csv or .tsv with columns, or lines of __label__NAME text');
  addTrainingOptions(addEncoderOptions(addTextSource(command)));
  return command
    .addHelpText(
      'after',
      `
Examples:
  ${commandName()} text train reviews.tsv --text review --target stars --encoder Xenova/all-MiniLM-L6-v2 --out runs/reviews
  ${commandName()} text train train.txt --validation-file dev.txt --test-file test.txt --encoder ./vectors --baseline relu`,
    )
    .action(async (path: string, options: TextTrainOptions) => {
      checkTextOptions(options);
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const progress = new Progress(process.stderr, !options.json);
      const read = async (file: string | undefined) =>
        file === undefined ? undefined : await readExamples(file, options, true);
      const train = await readExamples(path, options, true);
      const files = { train, validation: await read(options.validationFile), test: await read(options.testFile) };
      const outcome = await runTextTraining(files, options, progress);
      const written = options.out === undefined ? [] : await writeOutcome(options.out, outcome, say);
      printTextRun(outcome.record, options);
      if (!options.json && written.length > 0) process.stdout.write(`\nwrote ${written.join('\n      ')}\n`);
    });
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
    .argument('<model>', 'a model.safetensors that `text train --out` wrote')
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
      const { encoder, device, cache, out } = options;
      const bytes = await readFileBounded(modelPath, MAX_MODEL_BYTES);
      const { texts } = await readExamples(dataPath, options, false);
      const { loadTextClassifier } = await loadTransformers();
      await using classifier = await loadTextClassifier(bytes, { encoder, device, onWarning: sayWarning });
      const progress = new Progress(process.stderr);
      const { vectors } = await embedExamples(classifier.encoder, texts, cache, progress);
      const table = embeddingTable(vectors, 'label', []);
      // `loadTextClassifier` has found a preparation in it.
      const csv = await predictTable(decodeModel(bytes) as PreparedModel, table, await createBackend(options.backend));
      if (out === undefined) {
        process.stdout.write(csv);
        return;
      }
      await writeFileAtomic(out, csv);
      process.stderr.write(`wrote ${texts.length} predictions to ${out}\n`);
    });
}
