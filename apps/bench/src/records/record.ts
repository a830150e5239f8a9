import { z } from 'zod';

/** A number as JSON can hold it: what is not finite becomes null. */
export type Figure = number | null;

/** What a job measured, by name. */
export type Figures = Readonly<Record<string, Figure>>;

/**
 * One thing to be measured, as a plain document; its id is the hash of its content, so the same job is never measured twice.
 * `protocol` and `subject` are ids of documents in the same records: how it is measured, and what (a method with its settings).
 */
export interface Job {
  readonly suite: 'agreement' | 'speed' | 'science';
  readonly experiment: string;
  readonly protocol: string;
  readonly subject: string;
  /** The subject's name in tables. */
  readonly name: string;
  /** sha256 of the data, where there are any. */
  readonly data?: string | undefined;
  readonly seed: number;
  /** Everything else that tells this job from its neighbours: data set, fraction, repeat, fold, size, noise … */
  readonly at: Readonly<Record<string, string | number>>;
}

/** One run of the command: what every result of it shares. */
export interface SittingRecord {
  readonly format: 'chainzrule/bench@1';
  readonly kind: 'sitting';
  readonly id: string;
  readonly suite: Job['suite'];
  readonly commit: string;
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
}

/** A protocol, a method, a data set: what results refer to by the hash of its content. */
export interface DocumentRecord {
  readonly format: 'chainzrule/bench@1';
  readonly kind: 'document';
  readonly id: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** What one job brought. `sitting`, `seconds` and `times` differ from run to run; everything else is what is compared. */
export interface ResultRecord {
  readonly format: 'chainzrule/bench@1';
  readonly kind: 'result';
  /** The job's content id. */
  readonly id: string;
  readonly job: Job;
  readonly figures: Figures;
  /** What was decided on the way (chosen hyperparameters), or said by what was measured (a device's name). */
  readonly notes?: Readonly<Record<string, string | number>> | undefined;
  /** Series: a divergence curve, a histogram. */
  readonly series?: Readonly<Record<string, readonly Figure[]>> | undefined;
  /** Measured durations, which no two runs share. */
  readonly times?: Readonly<Record<string, readonly number[]>> | undefined;
  readonly sitting: string;
  readonly seconds: number;
}

export type BenchRecord = SittingRecord | DocumentRecord | ResultRecord;

const format = z.literal('chainzrule/bench@1');
const id = z.string().min(1);
const scalar = z.union([z.string(), z.number()]);
const figure = z.number().nullable();

const jobSchema: z.ZodType<Job> = z.strictObject({
  suite: z.enum(['agreement', 'speed', 'science']),
  experiment: id,
  protocol: id,
  subject: id,
  name: id,
  data: id.optional(),
  seed: z.int().min(0),
  at: z.record(z.string(), scalar),
});

const measurement = {
  figures: z.record(z.string(), figure),
  notes: z.record(z.string(), scalar).optional(),
  series: z.record(z.string(), z.array(figure)).optional(),
  times: z.record(z.string(), z.array(z.number())).optional(),
  seconds: z.number(),
};

/** The zod schema of what a job's work gives back. */
export const measurementSchema: z.ZodType<Pick<ResultRecord, 'figures' | 'notes' | 'series' | 'times' | 'seconds'>> =
  z.strictObject(measurement);

/** The zod schema of a line of the records. */
export const recordSchema: z.ZodType<BenchRecord> = z.discriminatedUnion('kind', [
  z.strictObject({
    format,
    kind: z.literal('sitting'),
    id,
    suite: z.enum(['agreement', 'speed', 'science']),
    commit: z.string(),
    device: z.string(),
    versions: z.record(z.string(), z.string()),
    startedAt: z.string(),
  }),
  z.strictObject({ format, kind: z.literal('document'), id, document: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    format,
    kind: z.literal('result'),
    id,
    job: jobSchema,
    ...measurement,
    sitting: id,
  }),
]);

/** A figure rounded to six significant digits, which is more than any statistic here can tell apart; null where it is not finite. */
export function figureOf(value: number): Figure {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
