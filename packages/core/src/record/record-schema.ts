import { z } from 'zod';
import { parseDocument } from '../spec/parse.ts';
import type { RunRecord } from './record.ts';

const figure = z.union([z.number(), z.null()]);
const scores = z.record(z.string(), figure);
const tailRatios = z.strictObject({ layer: figure, input: figure });

const epoch = z.strictObject({
  epoch: z.int(),
  epochs: z.int(),
  step: z.int(),
  loss: figure,
  task: figure,
  penalty: figure,
  gradientNorm: figure,
  largestGradientNorm: figure,
  lambda: figure,
  learningRate: figure,
  validation: figure.optional(),
  tailRatio: tailRatios.optional(),
});

const fold = z.strictObject({
  fold: z.int().min(1),
  trainRows: z.int(),
  testRows: z.int(),
  lambda: z.string(),
  inputNoise: z.number(),
  epochs: z.int(),
  bestEpoch: z.int(),
  scores,
  tailRatio: tailRatios,
  meanNorm: tailRatios,
  history: z.array(epoch),
});

const norms = z.strictObject({
  ratio: figure,
  mean: figure,
  p50: figure,
  p90: figure,
  p99: figure,
  max: figure,
  edges: z.array(z.number()),
  counts: z.array(z.int()),
});

const calibrationBin = z.strictObject({
  from: z.number(),
  to: z.number(),
  count: z.int(),
  confidence: figure,
  accuracy: figure,
});

const pooled = z.strictObject({
  layerNorms: z.array(figure),
  norms: z.strictObject({ layer: norms, input: norms }),
  calibration: z.array(calibrationBin).optional(),
  confusion: z.array(z.array(z.int())).optional(),
  scatter: z.array(z.tuple([z.number(), z.number()])).optional(),
});

const summary = z.record(z.string(), z.strictObject({ mean: figure, sd: figure }));

const text = z.strictObject({
  encoder: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  dimensions: z.int(),
  texts: z.int(),
  tokens: z.int(),
  longest: z.int(),
  cut: z.int(),
  empty: z.int(),
  worst: z.array(
    z.strictObject({
      text: z.string(),
      truth: z.string(),
      predicted: z.string(),
      probabilities: z.tuple([z.number(), z.number()]),
    }),
  ),
});

/** The zod schema of {@link RunRecord}. */
export const recordSchema: z.ZodType<RunRecord> = z.strictObject({
  format: z.literal('chainzrule/record@1'),
  data: z.strictObject({
    name: z.string(),
    sha256: z.string(),
    rows: z.int(),
    columns: z.array(z.string()),
    target: z.string(),
    task: z.enum(['binary', 'categorical', 'ordinal', 'regression']),
    classes: z.array(z.string()),
    synthetic: z.boolean(),
  }),
  protocol: z.strictObject({
    kind: z.enum(['folds', 'heldOut']),
    folds: z.int(),
    testFraction: z.number().optional(),
    stratified: z.boolean(),
    statement: z.string(),
  }),
  text: text.optional(),
  seed: z.int(),
  networks: z.array(
    z.strictObject({
      name: z.string(),
      settings: z.record(z.string(), z.unknown()),
      network: z.unknown(),
      folds: z.array(fold),
      summary,
      pooled,
    }),
  ),
  environment: z.strictObject({
    chainzrule: z.string(),
    node: z.string(),
    backend: z.string(),
    device: z.string(),
    startedAt: z.string(),
    seconds: z.number(),
  }),
});

/** Checks a record. @throws ChainzRuleError `INVALID_SPEC`. */
export function parseRecord(value: unknown): RunRecord {
  return parseDocument(recordSchema, value, 'the record');
}
