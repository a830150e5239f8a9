import { parseDocument } from '@chainzrule/core';
import { z } from 'zod';

/** A setting in a document. */
export type SettingValue = number | string | null | readonly number[];

/** What a random search draws a setting from. */
export type DrawnFrom =
  | { readonly uniform: { readonly from: number; readonly to: number } }
  | { readonly logUniform: { readonly from: number; readonly to: number } }
  | { readonly choice: readonly SettingValue[] };

/** A sweep as a document: data, protocol, seeds, fixed settings and the search over the rest. */
export interface SweepDocument {
  readonly format: 'chainzrule/sweep@1';
  /** The table: its file, relative to the document, its SHA-256, and what `train` takes to read it. */
  readonly data: {
    readonly file: string;
    readonly sha256: string;
    readonly header: boolean;
    readonly target: string | number;
    readonly task: 'binary' | 'categorical' | 'ordinal' | 'regression' | 'auto';
    readonly missing: readonly { readonly column: string; readonly value: string }[];
  };
  readonly protocol: { readonly folds: number } | { readonly validation: number };
  readonly seeds: readonly number[];
  readonly backend: string;
  /** Settings that every configuration shares; names are those of `FitSettings`, schedules stand in their text form. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly search:
    | { readonly grid: Readonly<Record<string, readonly SettingValue[]>> }
    | {
        readonly random: {
          readonly count: number;
          readonly seed: number;
          readonly fields: Readonly<Record<string, DrawnFrom>>;
        };
      };
  /**
   * Successive halving: all configurations train for `epochs[0]`, the best `keep` of them for `epochs[1]`, and so on. The
   * early rungs are scored on rows set aside from the training rows; only the last rung sees the test rows.
   */
  readonly halving?:
    | {
        readonly epochs: readonly number[];
        readonly keep: number;
        readonly metric: 'accuracy' | 'logLoss' | 'r2' | 'rmse';
      }
    | undefined;
}

const column = z.union([z.string().min(1).max(1000), z.int()]);
/** A setting of `train`; what is allowed in each is checked where the settings are made. */
const value: z.ZodType<SettingValue> = z.union([z.number(), z.string().max(1000), z.null(), z.array(z.int()).max(256)]);
const range = z.strictObject({ from: z.number(), to: z.number() });
const drawn: z.ZodType<DrawnFrom> = z.union([
  z.strictObject({ uniform: range }),
  z.strictObject({ logUniform: range }),
  z.strictObject({ choice: z.array(value).min(1).max(10_000) }),
]);
const fieldName = z.enum([
  'layers',
  'activation',
  'coefficients',
  'penalty',
  'reduction',
  'smoothing',
  'lambda',
  'inputNoise',
  'epochs',
  'batchSize',
  'learningRate',
  'weightDecay',
  'gradientClip',
  'initial',
  'patience',
]);

/** A record whose keys are names of settings. */
function settings<T>(of: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z.partialRecord(fieldName, of) as unknown as z.ZodType<Record<string, T>>;
}

/** Trainings that one sweep may ask for; one rung of successive halving counts. */
const MAX_TRAININGS = 1_000_000;

const documentSchema: z.ZodType<SweepDocument> = z.strictObject({
  format: z.literal('chainzrule/sweep@1'),
  data: z.strictObject({
    file: z.string().min(1).max(4096),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal'),
    header: z.boolean().default(true),
    target: column,
    task: z.enum(['binary', 'categorical', 'ordinal', 'regression', 'auto']).default('auto'),
    missing: z.array(z.strictObject({ column: z.string(), value: z.string() })).default([]),
  }),
  protocol: z.union([
    z.strictObject({ folds: z.int().min(2).max(1000) }),
    z.strictObject({ validation: z.number().gt(0).max(0.99) }),
  ]),
  seeds: z.array(z.int().min(0)).min(1).max(100_000),
  backend: z.string().max(100).default('reference'),
  settings: settings(value).default({}),
  search: z.union([
    z.strictObject({ grid: settings(z.array(value).min(1).max(10_000)) }),
    z.strictObject({
      random: z.strictObject({
        count: z.int().min(1).max(1_000_000),
        seed: z.int().min(0),
        fields: settings(drawn),
      }),
    }),
  ]),
  halving: z
    .strictObject({
      epochs: z.array(z.int().min(1)).min(2).max(20),
      keep: z.number().gt(0).lt(1),
      metric: z.enum(['accuracy', 'logLoss', 'r2', 'rmse']),
    })
    .optional(),
});

const schema = documentSchema.superRefine(({ search, seeds, protocol }, context) => {
  const configurations =
    'grid' in search
      ? Object.values(search.grid).reduce((product, values) => product * values.length, 1)
      : search.random.count;
  const trainings = configurations * seeds.length * ('folds' in protocol ? protocol.folds : 1);
  if (trainings <= MAX_TRAININGS) return;
  const message = `at most ${MAX_TRAININGS} trainings (configurations × seeds × folds); these are ${trainings}`;
  context.addIssue({ code: 'custom', path: ['search'], message });
});

/** Checks a sweep. @throws ChainzRuleError `INVALID_SPEC` naming each field, what was found and what is allowed. */
export function parseSweep(value: unknown): SweepDocument {
  return parseDocument(schema, value, 'the sweep');
}
