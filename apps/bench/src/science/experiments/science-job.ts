import { basename } from 'node:path';
import { jobOf, type PlainDocument } from '../../jobs/plan.ts';
import type { PlannedJob } from '../../jobs/planned-job.ts';
import { describeNoise, type NoiseDocument } from '../data/representation-noise.ts';
import type { SourceDocument } from '../data/source.ts';
import type { SplitDocument } from '../data/split-rows.ts';
import type { MethodDocument } from '../methods/method.ts';
import type { ScienceTask } from '../science-task.ts';
import type { ExperimentContext } from './experiment.ts';
import type { ScienceProtocol } from './protocol.ts';
import type { ScheduleDocument } from './schedule-document.ts';

/** One training to be measured. */
export interface Cell {
  readonly protocol: ScienceProtocol;
  readonly source: SourceDocument;
  readonly split: SplitDocument;
  readonly method: MethodDocument;
  readonly noise?: NoiseDocument | undefined;
  readonly schedule?: ScheduleDocument | undefined;
}

/** The job of a cell. Its seed follows from repeat and fold alone, so that methods are paired. */
export function scienceJob(cell: Cell, { sources }: ExperimentContext): PlannedJob {
  const { protocol, source, split, method, noise = { type: 'none' }, schedule } = cell;
  const seed = split.repeat * 1000 + split.fold;
  const { backend, layers, batchSize, steps } = protocol;
  const payload: ScienceTask = {
    // Whoever does the job has the packed files; where they lay here is nobody's business.
    source: 'file' in source ? { ...source, file: basename(source.file) } : source,
    split,
    method,
    protocol: { backend, layers, batchSize, steps },
    noise,
    seed,
    schedule,
  };
  const { repeat, fold, fraction } = split;
  const at = { dataset: source.name, fraction, noise: describeNoise(noise), repeat, fold };
  const subject = (schedule ?? method) as unknown as PlainDocument & { readonly name: string };
  const packed = sources.get(source.name);
  const job = jobOf(protocol as unknown as PlainDocument, subject, {
    suite: 'science',
    experiment: protocol.experiment,
    data: packed?.sha256,
    seed,
    at,
  });
  return { job, payload, data: packed?.blockSha256 };
}
