import {
  ChainzRuleError,
  type FitSettings,
  fitPlan,
  fitSettings,
  type PlainSchedule,
  type Task,
} from '@chainzrule/core';
import type { Command } from 'commander';
import { BACKEND_NAMES } from '../backends.ts';
import { choice, layersOption, missingOption, numberOption, scheduleOption, wordOr } from '../option-values.ts';
import { UsageError } from '../usage-error.ts';

const ACTIVATIONS = ['cubic', 'relu', 'tanh', 'gelu', 'silu', 'softplus', 'identity'] as const;
const PENALTIES = ['local', 'accumulated', 'activation', 'none'] as const;
const TASKS = ['binary', 'categorical', 'ordinal', 'regression', 'auto'] as const;
const WHOLE = { min: 1, max: Number.MAX_SAFE_INTEGER, integer: true } as const;

/** The options of `train` as commander gives them. */
export interface TrainOptions {
  readonly target?: string;
  readonly header: boolean;
  readonly task: Task | 'auto';
  readonly layers?: readonly number[];
  readonly activation?: (typeof ACTIVATIONS)[number];
  readonly penalty?: (typeof PENALTIES)[number];
  readonly smoothing?: 'auto' | number;
  readonly lambda?: 'auto' | 'cv' | number;
  readonly schedule?: PlainSchedule;
  readonly inputNoise?: 'auto' | number;
  readonly epochs?: 'auto' | number;
  readonly batch?: number;
  readonly learningRate?: number;
  readonly weightDecay?: number;
  readonly patience?: number;
  readonly folds?: number;
  readonly validation?: number;
  readonly missing: readonly { readonly column: string; readonly value: string }[];
  readonly missingIndicator: boolean;
  readonly seed: number;
  readonly backend: string;
  readonly baseline?: (typeof ACTIVATIONS)[number];
  readonly out?: string;
  readonly checkpoint?: string;
  readonly every: number;
  readonly resume: boolean;
  readonly json: boolean;
  readonly stream?: boolean;
}

/** Adds the options that `train` and `example` share. */
export function addTrainingOptions(command: Command): Command {
  const positive = (option: string) => numberOption(option, { min: 0, max: Number.MAX_VALUE, above: true });
  const atLeastZero = (option: string) => numberOption(option, { min: 0, max: 1000 });
  return command
    .option(
      '--layers <widths>',
      'units of the hidden layers, or none for a linear model (default: 64,64)',
      layersOption,
    )
    .option('--activation <name>', `${ACTIVATIONS.join(' | ')} (default: cubic)`, choice('--activation', ACTIVATIONS))
    .option(
      '--penalty <name>',
      `${PENALTIES.join(' | ')}: what DREG measures (default: local)`,
      choice('--penalty', PENALTIES),
    )
    .option(
      '--smoothing <sd>',
      'smoothing of the local penalty (default: 0.3 for cubics)',
      wordOr('--smoothing', ['auto'], atLeastZero('--smoothing')),
    )
    .option(
      '--lambda <x>',
      'strength of the penalty: a number, auto (a rule in the number of rows) or cv (inner folds) (default: auto)',
      wordOr('--lambda', ['auto', 'cv'], numberOption('--lambda', { min: 0, max: Number.MAX_VALUE })),
    )
    .option(
      '--schedule <text>',
      'λ over the run instead: geometric:1e-1..1e-3, cosine:0.5..0, warmup:0.1:0.3, controlled:target=1.05,gain=2,min=1e-4,max=1,start=0.1',
      scheduleOption,
    )
    .option(
      '--input-noise <sd>',
      'Gaussian noise on standardised inputs while training (default: auto)',
      wordOr('--input-noise', ['auto'], atLeastZero('--input-noise')),
    )
    .option(
      '--epochs <n>',
      'passes over the rows (default: auto, about 600 steps)',
      wordOr('--epochs', ['auto'], numberOption('--epochs', WHOLE)),
    )
    .option('--batch <n>', 'rows per step (default: 32)', numberOption('--batch', WHOLE))
    .option('--learning-rate <x>', 'peak learning rate (default: 0.003)', positive('--learning-rate'))
    .option('--weight-decay <x>', 'decoupled weight decay (default: 0)', atLeastZero('--weight-decay'))
    .option(
      '--patience <n>',
      'stop after n epochs without a better loss on 15 % of the training rows, set aside',
      numberOption('--patience', WHOLE),
    )
    .option(
      '--folds <k>',
      'test each row once by k-fold cross-validation (default: 5)',
      numberOption('--folds', { min: 2, max: 1000, integer: true }),
    )
    .option(
      '--validation <fraction>',
      'hold one part of the rows out for testing instead',
      numberOption('--validation', { min: 0, max: 0.99, above: true }),
    )
    .option(
      '--seed <n>',
      'seed of everything that is random',
      numberOption('--seed', { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true }),
      0,
    )
    .option('--backend <name>', `what computes: ${BACKEND_NAMES.join(', ')}`, 'reference')
    .option(
      '--baseline <activation>',
      'also train the plain twin (no penalty, no noise) on the same rows: relu, say',
      choice('--baseline', ACTIVATIONS),
    )
    .option('--out <folder>', 'write record.json, report.html and model.safetensors there')
    .option('--json', 'print the record as JSON and nothing else', false);
}

/** Adds the options of runs that can go on after an interruption; `every`: what `--every` counts. */
export function addCheckpointOptions(command: Command, every = 'epochs between two checkpoints'): Command {
  return command
    .option('--checkpoint <folder>', 'keep checkpoints there, so that a run that was interrupted can go on')

    .option('--every <n>', every, numberOption('--every', WHOLE), 10)
    .option('--resume', 'go on from the checkpoints in that folder, from the start where there are none', false);
}

/** Adds the options that only a file of one's own needs. */
export function addDataOptions(command: Command): Command {
  return command
    .requiredOption('--target <column>', 'what to predict: a name, or a 0-based index (negative from the end)')
    .option('--no-header', 'the first line is data, not names')
    .option('--task <name>', `${TASKS.join(' | ')}`, choice('--task', TASKS), 'auto')
    .option('--missing <column=value>', 'a value that stands for "missing" in a column; repeatable', missingOption, [])
    .option(
      '--stream',
      'read the file once a pass and never hold it: for files larger than memory; rows are mixed within blocks of 8192, a tenth is held out',
    )
    .option('--missing-indicator', 'add a 0/1 column beside each column with missing values', false);
}

/** The settings the options say. */
export function settingsOf(options: TrainOptions): FitSettings {
  if (options.folds !== undefined && options.validation !== undefined)
    throw new UsageError('--folds and --validation exclude each other; give one');
  if (options.stream === true) checkStreamed(options);
  if (options.resume && options.checkpoint === undefined)
    throw new UsageError('--resume goes on from a folder of checkpoints; give it by --checkpoint');
  if (options.schedule !== undefined && options.lambda !== undefined)
    throw new UsageError('--lambda and --schedule both say what λ is; give one');
  const given: Partial<Record<keyof FitSettings, unknown>> = {
    layers: options.layers,
    activation: options.activation,
    penalty: options.penalty,
    smoothing: options.smoothing,
    lambda: options.schedule ?? options.lambda,
    inputNoise: options.inputNoise,
    epochs: options.epochs,
    batchSize: options.batch,
    learningRate: options.learningRate,
    weightDecay: options.weightDecay,
    patience: options.patience,
    seed: options.seed,
  };
  try {
    const settings = fitSettings(given as Partial<FitSettings>);
    // A network that cannot be shows before any file is read.
    fitPlan(settings, { type: 'binary' }, 1, 1);
    return settings;
  } catch (error) {
    if (!ChainzRuleError.isInstance(error)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

/** What needs all rows at once cannot be streamed. */
function checkStreamed({ folds, lambda, patience }: TrainOptions): void {
  const refuse = (option: string, instead: string): never => {
    throw new UsageError(`--stream never holds all rows, which ${option} needs; ${instead}`);
  };
  if (folds !== undefined) refuse('--folds', 'give --validation');
  if (lambda === 'cv') refuse('--lambda cv', 'give a number or auto');
  if (patience !== undefined) refuse('--patience', 'give --epochs');
}
