import { z } from 'zod';
import { parseDocument } from '../spec/parse.ts';
import { MAX_WARMUPS, type PlainSchedule, type Schedule, type ScheduleSpec } from './schedule.ts';

const lambda = z.number().min(0);
const progress = z.number().min(0).max(1);
const positive = z.number().positive();

const plainKinds = [
  z.strictObject({ kind: z.literal('constant'), value: lambda }),
  z.strictObject({ kind: z.literal(['linear', 'cosine']), from: lambda, to: lambda }),
  z.strictObject({ kind: z.literal('geometric'), from: positive, to: positive }),
  z.strictObject({
    kind: z.literal('step'),
    steps: z
      .array(z.strictObject({ value: lambda, from: progress }))
      .min(1)
      .superRefine(ascending('from', true)),
  }),
  z.strictObject({
    kind: z.literal('piecewise'),
    points: z
      .array(z.strictObject({ value: lambda, at: progress }))
      .min(1)
      .superRefine(ascending('at', false)),
  }),
] as const;

const controlled = z
  .strictObject({
    kind: z.literal('controlled'),
    target: positive,
    gain: positive,
    min: positive,
    max: positive,
    start: positive,
  })
  .superRefine(({ min, max, start }, context) => {
    if (max < min) context.addIssue({ code: 'custom', path: ['max'], message: `number >= min (${min})` });
    else if (start < min || start > max)
      context.addIssue({ code: 'custom', path: ['start'], message: `number ${min} ... ${max} (min ... max)` });
  });

function warmup(inner: z.ZodType<PlainSchedule>) {
  return z.strictObject({ kind: z.literal('warmup'), fraction: z.number().min(0).lt(1), schedule: inner });
}

/** A number or one of the documents, with the messages of the one it must be: a union would lose their paths. */
function numberOr(documents: z.ZodType<ScheduleSpec>): z.ZodType<PlainSchedule> {
  return z.unknown().superRefine((value, context) => {
    const result = (typeof value === 'number' ? lambda : documents).safeParse(value, { reportInput: true });
    for (const issue of result.error?.issues ?? []) context.addIssue({ ...issue });
  }) as unknown as z.ZodType<PlainSchedule>;
}

/** What may stand inside a warmup, built from the innermost level out: a hostile document cannot recurse without end. */
function innerSchedule(): z.ZodType<PlainSchedule> {
  let inner = numberOr(z.discriminatedUnion('kind', plainKinds));
  for (let depth = 1; depth < MAX_WARMUPS; depth++)
    inner = numberOr(z.discriminatedUnion('kind', [...plainKinds, warmup(inner)]));
  return inner;
}

/** The zod schema of {@link ScheduleSpec} and plain numbers. */
export const scheduleSchema: z.ZodType<PlainSchedule> = numberOr(
  z.discriminatedUnion('kind', [...plainKinds, warmup(innerSchedule()), controlled]),
);

/**
 * Checks a schedule; a function is taken as it is (its values are checked as they come).
 * @throws ChainzRuleError `INVALID_SPEC` naming each path, what was found there and what is allowed.
 */
export function parseSchedule(value: unknown): Schedule {
  if (typeof value === 'function') return value as Schedule;
  return parseDocument(scheduleSchema, value, 'the schedule');
}

function ascending<Key extends 'from' | 'at'>(key: Key, fromZero: boolean) {
  return (entries: readonly Record<Key, number>[], context: z.core.$RefinementCtx<unknown>): void => {
    const refuse = (index: number, message: string) =>
      context.addIssue({ code: 'custom', path: [index, key], message });
    if (fromZero && entries[0] && entries[0][key] !== 0) refuse(0, '0 (the first step starts the run)');
    entries.forEach((entry, index) => {
      const before = entries[index - 1];
      if (before && !(entry[key] > before[key]))
        refuse(index, `number > ${before[key]} (the one before it), at most 1`);
    });
  };
}
