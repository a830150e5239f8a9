import { ChainzRuleError } from '@chainzrule/core';
import type { JobOutcome as Ended, JobRunner, Job as Work } from '@chainzrule/jobs';
import { contentId } from '../records/content-id.ts';
import { type DocumentRecord, measurementSchema, type SittingRecord } from '../records/record.ts';
import { RecordWriter, readRecords } from '../records/record-file.ts';
import type { PlainDocument } from './plan.ts';
import { type PlannedJob, workOfPlanned } from './planned-job.ts';

/** What a run of jobs is told and tells. */
export interface RunOptions {
  /** The file of records. */
  readonly path: string;
  readonly sitting: SittingRecord;
  /** Documents that the jobs refer to; each is written once. */
  readonly documents: readonly PlainDocument[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** How far a run is. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Seconds left at the pace of this run. */
  readonly secondsLeft: number;
  readonly latest: string;
}

/** How a run ended. */
export interface RunSummary {
  readonly measured: number;
  /** Jobs that had a record before. */
  readonly known: number;
  /** Jobs whose work failed every time: no record is written, so that the next run tries again. */
  readonly failures: readonly { readonly job: PlannedJob; readonly message: string }[];
  readonly interrupted: boolean;
}

/**
 * Has every job done that has no record yet and appends each result as it comes: the records are the run's journal. A kill loses the jobs
 * that run at that moment. Work that two records share is done once.
 */
export async function runPlan(
  jobs: readonly PlannedJob[],
  runner: JobRunner,
  options: RunOptions,
): Promise<RunSummary> {
  const { records } = await readRecords(options.path);
  const known = new Set(records.filter(({ kind }) => kind !== 'sitting').map(({ id }) => id));
  const open = jobs.filter(({ job }) => !known.has(contentId(job)));
  await using writer = await RecordWriter.open(options.path);
  if (open.length > 0) await writer.append(options.sitting);
  for (const document of options.documents) {
    const id = contentId(document);
    const record: DocumentRecord = { format: 'chainzrule/bench@1', kind: 'document', id, document };
    if (!known.has(id)) await writer.append(record);
    known.add(id);
  }

  const started = performance.now();
  const failures: { job: PlannedJob; message: string }[] = [];
  let measured = 0;
  const wanted = new Map<string, { readonly work: Work; readonly records: PlannedJob[] }>();
  for (const planned of open) {
    const work = workOfPlanned(planned);
    const same = wanted.get(work.id);
    if (same === undefined) wanted.set(work.id, { work, records: [planned] });
    else same.records.push(planned);
  }
  const onOutcome = async (ended: Ended): Promise<void> => {
    for (const planned of wanted.get(ended.id)?.records ?? []) {
      const message = await keep(planned, ended);
      if (message === undefined) measured++;
      else failures.push({ job: planned, message });
      const finished = measured + failures.length;
      const pace = (performance.now() - started) / 1000 / finished;
      options.onProgress({
        done: jobs.length - open.length + finished,
        total: jobs.length,
        failed: failures.length,
        secondsLeft: pace * (open.length - finished),
        latest: describeJob(planned),
      });
    }
  };
  const keep = async ({ job }: PlannedJob, ended: Ended): Promise<string | undefined> => {
    if ('error' in ended) return ended.error.message;
    const result = measurementSchema.safeParse(ended.result);
    if (!result.success) return 'what came back is not a measurement';
    const frame = { format: 'chainzrule/bench@1', kind: 'result', id: contentId(job), job } as const;
    await writer.append({ ...frame, ...result.data, sitting: options.sitting.id });
    return undefined;
  };
  const work = [...wanted.values()].map((one) => one.work);
  const interrupted = work.length > 0 && (await stopped(runner.run(work, { onOutcome }, options.signal)));
  return { measured, known: jobs.length - open.length, failures, interrupted };
}

/** Whether the signal ended a run. */
async function stopped(run: Promise<void>): Promise<boolean> {
  try {
    await run;
    return false;
  } catch (error) {
    if (ChainzRuleError.isInstance(error) && error.code === 'ABORTED') return true;
    throw error;
  }
}

/** A job in one line: experiment, subject and what tells it from its neighbours. */
export function describeJob({ job }: PlannedJob): string {
  const at = Object.entries(job.at).map(([name, value]) => `${name} ${value}`);
  return [job.experiment, job.name, ...at].join(' · ');
}
