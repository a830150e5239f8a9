import { join } from 'node:path';
import { writeFileAtomic } from '@chainzrule/core/node';
import { type JobRunner, type JobRunProgress, runJobs } from '@chainzrule/jobs';
import { type Configuration, configurationsOf, jobsOf, type Rung } from './expand-sweep.ts';
import { type Ranked, rankConfigurations } from './ranking.ts';
import { type Best, Standing } from './standing.ts';
import type { SweepDocument } from './sweep-document.ts';
import { type SweepRecord, sweepRecord } from './sweep-record.ts';

export interface SweepOutcome {
  readonly records: readonly SweepRecord[];
  /** The configurations that reached the last rung, best first; by test rows, so a description and not a choice. */
  readonly ranking: readonly Ranked[];
  readonly metric: string;
  readonly refused: number;
}

/**
 * Runs a sweep to its end and writes `records.jsonl` once, in the order of the document. A folder that holds a part of the
 * same sweep goes on from there. Successive halving is decided here, by rows set aside from the training rows.
 */
export async function driveSweep(
  sweep: SweepDocument,
  runner: JobRunner,
  folder: string,
  onProgress: (progress: JobRunProgress, rung: string, best: () => Best | undefined) => void,
  signal: AbortSignal,
): Promise<SweepOutcome> {
  const rungs: Rung[] = (sweep.halving?.epochs ?? [undefined]).map((epochs, index, all) => ({
    epochs,
    inner: index < all.length - 1,
  }));
  let configurations: readonly Configuration[] = configurationsOf(sweep);
  const records: SweepRecord[] = [];
  let ranking: Ranked[] = [];
  let refused = 0;
  let metric = sweep.halving?.metric ?? '';
  for (const [index, rung] of rungs.entries()) {
    const jobs = jobsOf(sweep, configurations, rung);
    const name = rungs.length === 1 ? 'sweep' : `rung ${index + 1}/${rungs.length}`;
    const standing = new Standing(configurations, jobs, metric);
    const byId = new Map(jobs.map((job) => [job.id, job]));
    const run = await runJobs({
      jobs,
      runner,
      signal,
      journal: join(folder, `journal-${index + 1}.jsonl`),
      onProgress: (progress) => {
        const { outcome } = progress;
        standing.add(sweepRecord({ job: byId.get(outcome.id)!, outcome }));
        onProgress(progress, name, () => standing.best);
      },
    });
    const own = run.outcomes.map(sweepRecord);
    records.push(...own);
    refused += run.refused;
    metric ||= own.some(({ result }) => result?.scores['accuracy'] !== undefined) ? 'accuracy' : 'r2';
    ranking = rankConfigurations(configurations, own, metric);
    const kept = Math.max(1, Math.ceil(configurations.length * (sweep.halving?.keep ?? 1)));
    configurations = inDocumentOrder(configurations, ranking.slice(0, kept));
  }
  await writeFileAtomic(join(folder, 'records.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return { records, ranking, metric, refused };
}

function inDocumentOrder(all: readonly Configuration[], kept: readonly Ranked[]): Configuration[] {
  const survivors = new Set(kept.map(({ configuration }) => configuration));
  return all.filter((configuration) => survivors.has(configuration));
}
