import type { FitSettings } from '@chainzrule/core';
import type { Command } from 'commander';
import { choice, numberOption } from '../../option-values.ts';
import { UsageError } from '../../usage-error.ts';
import type { FineTuneSettings, HeadSettings } from '../load-transformers.ts';
import type { TextTrainOptions } from '../text-options.ts';

/** Backends that train encoders; the first unless told otherwise. */
export const ENCODER_BACKENDS = ['tfjs-wasm', 'tfjs-webgpu', 'tfjs-cpu'] as const;

/** Optimiser steps between two checkpoints unless told otherwise. */
const CHECKPOINT_STEPS = 100;

/** The options of fine-tuning alone. */
export interface FineTuneOptions {
  readonly fineTune: boolean;
  readonly layerDecay?: number;
  readonly warmUp?: number;
  readonly frozen?: number;
  readonly encoderLambda?: number;
  readonly microBatch?: number;
}

/** What means nothing with --fine-tune, and why. */
const FROZEN_ONLY = {
  pooling: 'the pooler of the BERT is trained along',
  dtype: 'it trains in float32',
  device: '--backend says where it trains',
  cache: 'an encoder that changes has no embeddings to keep',
  inputNoise: 'the encoder’s output is no input to add noise to',
  schedule: 'λ stays what --lambda says',
  patience: '--validation-file chooses the epoch',
} as const;

/** What means nothing without it. */
const FINE_TUNE_ONLY = ['layerDecay', 'warmUp', 'frozen', 'encoderLambda', 'microBatch'] as const;

/** Adds the options of fine-tuning. */
export function addFineTuneOptions(command: Command): Command {
  const share = { min: 0, max: 1 };
  const whole = { min: 1, max: Number.MAX_SAFE_INTEGER, integer: true };
  return command
    .option(
      '--fine-tune',
      `train the encoder, a BERT, along with the network, on --backend ${ENCODER_BACKENDS.join(', ')} (default: ${ENCODER_BACKENDS[0]})`,
      false,
    )
    .option(
      '--layer-decay <x>',
      'fine-tuning: each layer further down learns at this share of the rate above it (default: 0.9)',
      numberOption('--layer-decay', { ...share, above: true }),
    )
    .option(
      '--warm-up <share>',
      'fine-tuning: share of the steps in which the rate rises to its peak (default: 0.1)',
      numberOption('--warm-up', share),
    )
    .option(
      '--frozen <n>',
      'fine-tuning: depths that stay as they are, from below: 1 the embeddings, 1 + n the first n layers too (default: 0)',
      numberOption('--frozen', { ...whole, min: 0 }),
    )
    .option(
      '--encoder-lambda <x>',
      'fine-tuning: λ of the derivative penalty inside the encoder (default: 0)',
      numberOption('--encoder-lambda', { min: 0, max: Number.MAX_VALUE }),
    )
    .option(
      '--micro-batch <n>',
      'fine-tuning: texts that go through the encoder at once; less memory, the same steps (default: 8)',
      numberOption('--micro-batch', whole),
    );
}

/**
 * Options that mean something with --fine-tune or without it only. `said`: whether an option was given.
 * @throws UsageError.
 */
export function checkFineTuneOptions(options: TextTrainOptions, said: (name: string) => boolean): void {
  const flag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (!options.fineTune) {
    const idle = FINE_TUNE_ONLY.find(said);
    if (idle !== undefined) throw new UsageError(`${flag(idle)} is for --fine-tune; a frozen encoder is not trained`);
    return;
  }
  for (const [name, reason] of Object.entries(FROZEN_ONLY))
    if (said(name)) throw new UsageError(`${flag(name)} means nothing with --fine-tune (${reason}); leave it out`);
  if (options.lambda === 'cv')
    throw new UsageError('--lambda cv trains many times; with --fine-tune give a number, or auto');
  if (said('backend')) choice('--backend (with --fine-tune)', ENCODER_BACKENDS)(options.backend);
}

/** The name of the backend that trains. */
export function encoderBackendOf({ backend }: { readonly backend: string }): string {
  return (ENCODER_BACKENDS as readonly string[]).includes(backend) ? backend : ENCODER_BACKENDS[0];
}

/** The settings the options say; what they do not say is left to the library's defaults. */
export function fineTuneSettingsOf(options: TextTrainOptions): Partial<FineTuneSettings> {
  const { epochs, batch, microBatch, learningRate, layerDecay, warmUp, weightDecay, frozen, encoderLambda } = options;
  return {
    epochs: epochs === 'auto' ? undefined : epochs,
    batchSize: batch,
    microBatchSize: microBatch,
    learningRate,
    layerDecay,
    warmup: warmUp,
    weightDecay,
    frozen,
    encoderLambda,
    seed: options.seed,
  } as Partial<FineTuneSettings>;
}

/** The network on top. */
export function headSettingsOf({
  layers,
  activation,
  coefficients,
  penalty,
  reduction,
  smoothing,
  initial,
  lambda,
}: FitSettings): HeadSettings {
  const own = { layers, activation, coefficients, penalty, reduction, smoothing, initial };
  // `cv` and schedules have been refused.
  return { ...own, lambda: lambda as number | 'auto' };
}

/** Steps between two checkpoints. */
export function checkpointStepsOf({ every }: TextTrainOptions, said: (name: string) => boolean): number {
  return said('every') ? every : CHECKPOINT_STEPS;
}
