import { type Command, Option } from 'commander';
import { choice, numberOption } from '../option-values.ts';
import type { TrainOptions } from '../train/train-options.ts';
import { UsageError } from '../usage-error.ts';
import type { FineTuneOptions } from './fine-tune/fine-tune-options.ts';
import type { EncoderOptions } from './load-transformers.ts';

const POOLINGS = ['mean', 'cls'] as const;
const DTYPES = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const;
const DEVICES = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;

/** The options that say where texts are and what keeps their embeddings. */
export interface TextSourceOptions {
  readonly text?: string;
  readonly header: boolean;
  readonly cache: string | false;
  readonly device?: (typeof DEVICES)[number];
}

/** The options of `text train` as commander gives them. */
export interface TextTrainOptions
  extends TextSourceOptions,
    FineTuneOptions,
    Omit<TrainOptions, 'task' | 'missing' | 'missingIndicator'> {
  readonly encoder: string;
  readonly pooling?: (typeof POOLINGS)[number];
  readonly dtype?: (typeof DTYPES)[number];
  readonly revision?: string;
  readonly maxTokens?: number;
  readonly validationFile?: string;
  readonly testFile?: string;
  readonly task: 'binary' | 'categorical' | 'ordinal' | 'auto';
}

/** Adds the options that training and predicting share. */
export function addTextSource(command: Command): Command {
  return command
    .option('--text <column>', 'column of the texts: a name, or a 0-based index (not for lines of __label__NAME text)')
    .option('--no-header', 'the first line is data, not names')
    .option(
      '--device <name>',
      `where the encoder runs: ${DEVICES.join(', ')} (default: cpu)`,
      choice('--device', DEVICES),
    )
    .option(
      '--cache <folder>',
      'keeps embeddings, so that no text is encoded twice (default: in the user’s cache folder)',
    )
    .option('--no-cache', 'keep no embeddings');
}

/** Adds the options of an encoder and of files of their own for watching and testing. */
export function addEncoderOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--encoder <name>',
        'a model on the hub, a folder, or a .npy table of token vectors; to fine-tune, a BERT with model.safetensors',
      ).makeOptionMandatory(),
    )
    .option(
      '--pooling <name>',
      'how token vectors become one: mean or cls (default: mean)',
      choice('--pooling', POOLINGS),
    )
    .option('--dtype <name>', `weights: ${DTYPES.join(', ')} (default: fp32)`, choice('--dtype', DTYPES))
    .option('--revision <name>', 'branch, tag or commit on the hub (default: main)')
    .option(
      '--max-tokens <n>',
      'tokens of a text that count (default: what the encoder takes)',
      numberOption('--max-tokens', { min: 3, max: 1e9, integer: true }),
    )
    .option('--target <column>', 'column of the labels: a name, or a 0-based index')
    .option(
      '--task <name>',
      'binary | categorical | ordinal | auto',
      choice('--task', ['binary', 'categorical', 'ordinal', 'auto'] as const),
      'auto',
    )
    .option('--test-file <file>', 'test on these texts instead of folds')
    .option('--validation-file <file>', 'keep the epoch with the best loss on these texts (needs --test-file)');
}

/** The encoder's part of the options. */
export function encoderOptionsOf({ pooling, dtype, device, revision, maxTokens }: TextTrainOptions): EncoderOptions {
  return { pooling, dtype, device, revision, maxTokens };
}

/** @throws UsageError for options that exclude each other. */
export function checkTextOptions({ validationFile, testFile, folds, validation }: TextTrainOptions): void {
  if (testFile !== undefined && (folds !== undefined || validation !== undefined))
    throw new UsageError(
      '--test-file says what is tested; --folds and --validation would say it again: leave them out',
    );
  if (validationFile !== undefined && testFile === undefined)
    throw new UsageError('--validation-file needs --test-file: texts that chose an epoch cannot test it');
}
