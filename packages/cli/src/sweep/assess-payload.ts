import { parseDocument } from '@chainzrule/core';
import type { JsonValue } from '@chainzrule/jobs';
import { z } from 'zod';

/** One training and its assessment, as a job says it. */
export interface AssessPayload {
  readonly [key: string]: JsonValue;
  readonly table: {
    readonly header: boolean;
    readonly target: string | number;
    readonly task: 'binary' | 'categorical' | 'ordinal' | 'regression' | 'auto';
    readonly missing: readonly { readonly column: string; readonly value: string }[];
  };
  readonly protocol: { readonly folds: number } | { readonly validation: number };
  readonly backend: string;
  readonly settings: { readonly [field: string]: JsonValue };
  readonly seed: number;
  readonly fold: number;
  /** Whether it is scored on rows set aside from the fold's training rows; the test rows are then not looked at. */
  readonly inner: boolean;
}

const schema: z.ZodType<AssessPayload> = z.strictObject({
  table: z.strictObject({
    header: z.boolean(),
    target: z.union([z.string(), z.int()]),
    task: z.enum(['binary', 'categorical', 'ordinal', 'regression', 'auto']),
    missing: z.array(z.strictObject({ column: z.string(), value: z.string() })),
  }),
  protocol: z.union([z.strictObject({ folds: z.int() }), z.strictObject({ validation: z.number() })]),
  backend: z.string(),
  settings: z.record(z.string(), z.json()),
  seed: z.int(),
  fold: z.int().min(0),
  inner: z.boolean(),
});

/** Checks a job's payload. @throws ChainzRuleError `INVALID_SPEC`. */
export function parseAssessPayload(value: unknown): AssessPayload {
  return parseDocument(schema, value, 'the job');
}
