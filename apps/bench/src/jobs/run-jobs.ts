import { contentId } from '../records/content-id.ts';
import type { DocumentRecord, SittingRecord } from '../records/record.ts';
import { RecordWriter, readRecords } from '../records/record-file.ts';
import type { JobPool, PlannedJob } from './job-pool.ts';

/** What a run of jobs is told and tells. */
export interface RunOptions {
  /** The file of records. */
  readonly path: string;
  readonly sitting: SittingRecord;
  /** Documents that the jobs refer to; each is written once. */
  readonly documents: readonly Readonly<Record<string, unknown>>[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** How far a run is. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Seconds left at the pace of this run; undefined before the first job. */
  readonly secondsLeft?: number | undefined;
  readonly latest: string;
}

/** How a run ended. */
export interface RunSummary {
  readonly measured: number;
  /** Jobs that had a record before. */
  readonly known: number;
  /** Jobs whose worker threw: no record is written, so that the next run tries again. */
  readonly failures: readonly { readonly job: PlannedJob; readonly message: string }[];
  readonly interrupted: boolean;
}

/**
 * Runs every job that has no record yet, in order, as many at a time as the pool takes, and appends each result as it comes. A kill loses the
 * jobs that run at that moment; the signal loses none: no new job starts, and those that run are waited for.
 */
export async function runJobs(jobs: readonly PlannedJob[], pool: JobPool, options: RunOptions): Promise<RunSummary> {
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
  let [next, measured] = [0, 0];
  const report = (latest: string): void => {
    const finished = measured + failures.length;
    const pace = (performance.now() - started) / 1000 / Math.max(finished, 1);
    options.onProgress({
      done: jobs.length - open.length + finished,
      total: jobs.length,
      failed: failures.length,
      secondsLeft: finished === 0 ? undefined : pace * (open.length - finished),
      latest,
    });
  };
  const lane = async (): Promise<void> => {
    while (next < open.length && !options.signal.aborted) {
      const planned = open[next++]!;
      const { job } = planned;
      const begun = performance.now();
      try {
        const outcome = await pool.run(planned);
        const seconds = Math.round(performance.now() - begun) / 1000;
        const id = contentId(job);
        await writer.append({
          format: 'chainzrule/bench@1',
          kind: 'result',
          id,
          job,
          ...outcome,
          sitting: options.sitting.id,
          seconds,
        });
        measured++;
      } catch (error) {
        failures.push({ job: planned, message: error instanceof Error ? error.message : String(error) });
      }
      report(describeJob(planned));
    }
  };
  await Promise.all(Array.from({ length: Math.min(pool.size, open.length) }, lane));
  return { measured, known: jobs.length - open.length, failures, interrupted: options.signal.aborted };
}

/** A job in one line: experiment, subject and what tells it from its neighbours. */
export function describeJob({ job }: PlannedJob): string {
  const at = Object.entries(job.at).map(([name, value]) => `${name} ${value}`);
  return [job.experiment, job.name, ...at].join(' · ');
}
