import { parseDocument } from '@chainzrule/core';
import { z } from 'zod';
import type { NoiseDocument } from './data/representation-noise.ts';
import type { SourceDocument } from './data/source.ts';
import type { SplitDocument } from './data/split-rows.ts';
import type { ScheduleDocument } from './experiments/schedule-document.ts';
import type { MethodDocument } from './methods/method.ts';
import type { ScienceTask } from './science-task.ts';

const text = z.string().min(1).max(1000);
const share = z.number().min(0).max(1);
const count = z.int().min(0).max(1_000_000);

// Files and folders are names of what was packed; nobody opens them.
const source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('csv'),
    name: text,
    file: text,
    header: z.boolean(),
    target: z.union([z.string(), z.int()]),
    missing: z.array(z.strictObject({ column: z.union([z.string(), z.int()]), value: z.string() })).optional(),
    positiveAbove: z.number().optional(),
    leak: z.literal('imputation by class').optional(),
  }),
  z.strictObject({ kind: z.literal('sst5'), name: text, sentences: text, vectors: text }),
  z.strictObject({ kind: z.literal('embeddings'), name: text, file: text }),
]) as z.ZodType<SourceDocument>;

const split: z.ZodType<SplitDocument> = z.strictObject({
  kind: z.enum(['folds', 'given']),
  folds: z.int().min(1).max(1000),
  repeat: count,
  fold: count,
  fraction: share,
});

const tuned = ['lambda', 'duration', 'weightDecay', 'rate', 'bound'] as const;
const method = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('network'),
    name: text,
    title: z.string(),
    // The estimators check these.
    settings: z.record(z.string(), z.json()),
    regularizer: z.enum(['dropout', 'spectralNorm', 'inputGradient', 'hoffman']).optional(),
    tuning: z.discriminatedUnion('parameter', [
      z.strictObject({ parameter: z.literal('none') }),
      z.strictObject({ parameter: z.enum(tuned), values: z.array(z.number()).max(100) }),
    ]),
  }),
  z.strictObject({
    kind: z.literal('peer'),
    name: text,
    title: z.string(),
    model: z.enum(['logistic', 'svm', 'xgboost']),
    configurations: z.array(z.record(z.string(), z.number())).min(1).max(100),
  }),
]) as unknown as z.ZodType<MethodDocument>;

const noise: z.ZodType<NoiseDocument> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('gaussian'), sd: z.number().min(0) }),
  z.strictObject({ type: z.literal('featureDropout'), rate: share }),
  z.strictObject({ type: z.literal('quantised'), levels: z.int().min(1) }),
]);

const schedule: z.ZodType<ScheduleDocument> = z.strictObject({
  kind: z.literal('schedule'),
  name: text,
  shape: z.enum(['constant', 'linear', 'geometric', 'cosine', 'controlled']),
  from: z.number(),
  to: z.number(),
});

const schema = z.strictObject({
  source,
  split,
  method,
  protocol: z.strictObject({
    backend: z.enum(['reference', 'onnx-node']),
    layers: z.array(z.int().min(1).max(4096)).max(64),
    batchSize: z.int().min(1).max(1_000_000),
    steps: z.int().min(1).max(10_000_000),
  }),
  noise,
  seed: z.int().min(0),
  schedule: schedule.optional(),
}) as z.ZodType<ScienceTask>;

/** Checks what a worker is told. @throws ChainzRuleError `INVALID_SPEC`. */
export function parseScienceTask(payload: unknown): ScienceTask {
  return parseDocument(schema, payload, 'the job');
}
