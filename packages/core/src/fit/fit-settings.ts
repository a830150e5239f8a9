import { z } from 'zod';
import { type PlainSchedule, type Schedule, scheduleSchema } from '../schedules/index.ts';
import type { ActivationSpec, DregSpec } from '../spec/network.ts';
import { parseDocument } from '../spec/parse.ts';

/** Everything about a fit but its data: a network's shape, its penalty and its training. `auto` values follow math §6's rules. */
export interface FitSettings {
  /** Units of the hidden layers; none makes a linear model. */
  readonly layers: readonly number[];
  readonly activation: ActivationSpec['type'];
  readonly coefficients: 'perUnit' | 'shared';
  readonly penalty: DregSpec['penalty'];
  readonly reduction: DregSpec['reduction'];
  /** sd of the penalty's smoothing; `auto`: 0.3 for cubics under `local`, else 0. */
  readonly smoothing: 'auto' | number;
  /** λ over the run; `auto`: by the rule in the number of rows; `cv`: chosen by inner folds of the training rows. */
  readonly lambda: 'auto' | 'cv' | Schedule;
  /** sd of the noise on standardised inputs while training; `auto`: by the rule for cubics, else 0. */
  readonly inputNoise: 'auto' | number;
  /** Passes over the rows; `auto`: as many as give about 600 steps. */
  readonly epochs: 'auto' | number;
  /** Rows per step, at most the number of rows. */
  readonly batchSize: number;
  /** The peak: 20 steps of warm-up, then a cosine to 0. */
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Global gradient clipping; `null`: off. */
  readonly gradientClip: number | null;
  /** How cubics start. */
  readonly initial: 'identity' | 'hermite';
  /** With validation rows: epochs without improvement before training stops; `null`: train on and keep the best. */
  readonly patience: number | null;
  readonly seed: number;
}

/** A fit's settings as a document: a schedule is a number or a document, not a function. */
export type FitDocument = Omit<FitSettings, 'lambda'> & { readonly lambda: 'auto' | 'cv' | PlainSchedule };

/** Provisional until the benchmark suite has measured them (math: §6). */
export const DEFAULT_SETTINGS: FitDocument = {
  layers: [64, 64],
  activation: 'cubic',
  coefficients: 'perUnit',
  penalty: 'local',
  reduction: 'sum',
  smoothing: 'auto',
  lambda: 'auto',
  inputNoise: 'auto',
  epochs: 'auto',
  batchSize: 32,
  learningRate: 3e-3,
  weightDecay: 0,
  gradientClip: 5,
  initial: 'identity',
  patience: null,
  seed: 0,
};

const auto = z.literal('auto');
const scheduleFunction = z.custom<(progress: number, step: number) => number>(
  (value) => typeof value === 'function',
  'a schedule',
);

const settingsSchema: z.ZodType<FitSettings> = z.strictObject({
  layers: z.array(z.int().min(1).max(65_536)).max(256),
  activation: z.enum(['cubic', 'relu', 'tanh', 'gelu', 'silu', 'softplus', 'identity']),
  coefficients: z.enum(['perUnit', 'shared']),
  penalty: z.enum(['local', 'accumulated', 'activation', 'none']),
  reduction: z.enum(['sum', 'meanUnits']),
  smoothing: z.union([auto, z.number().min(0).max(1e3)]),
  lambda: z.union([auto, z.literal('cv'), scheduleSchema, scheduleFunction]),
  inputNoise: z.union([auto, z.number().min(0).max(1e3)]),
  epochs: z.union([auto, z.int().min(1).max(1e9)]),
  batchSize: z.int().min(1).max(1e9),
  learningRate: z.number().positive().max(1e6),
  weightDecay: z.number().min(0).max(1e3),
  gradientClip: z.union([z.null(), z.number().positive()]),
  initial: z.enum(['identity', 'hermite']),
  patience: z.union([z.null(), z.int().min(1).max(1e9)]),
  seed: z.int().min(0),
});

/**
 * Completes settings with the defaults and checks them.
 * @throws ChainzRuleError `INVALID_SPEC` naming each field, what was found and what is allowed.
 */
export function fitSettings(changes: Partial<FitSettings> = {}): FitSettings {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return parseDocument(settingsSchema, { ...DEFAULT_SETTINGS, ...given }, 'the settings');
}

/** The same settings for the plain twin: another activation, no penalty, no noise. */
export function plainTwin(settings: FitSettings, activation: ActivationSpec['type']): FitSettings {
  return { ...settings, activation, penalty: 'none', smoothing: 0, lambda: 0, inputNoise: 0 };
}
