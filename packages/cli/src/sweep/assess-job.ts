import {
  assessSplit,
  type BackendV1,
  fail,
  finite,
  fitPreparation,
  formatSchedule,
  type PreparationOptions,
  prepareTargets,
  Rng,
  type Split,
  split,
  type Table,
} from '@chainzrule/core';
import { readCsv } from '@chainzrule/core/csv';
import type { JobHandler } from '@chainzrule/jobs';
import { createBackend } from '../backends.ts';
import { makeSplits } from '../train/make-splits.ts';
import { type AssessPayload, parseAssessPayload } from './assess-payload.ts';
import { completeSettings } from './expand-sweep.ts';

/** Share of the training rows on which the early rungs of successive halving are scored. */
const INNER_FRACTION = 0.25;

/** Trains one configuration on one fold and says how it did: a pure function of its input. */
const assess: JobHandler = async ({ payload, data }) => {
  const job = parseAssessPayload(payload);
  if (data === undefined) return fail('INVALID_DATA', 'the job names no table; give it one');
  const table = await tableOf(data, job);
  const asked = { target: job.table.target, missing: job.table.missing, ...taskOf(job) };
  const whole = fitPreparation(table, asked);
  const target: Omit<PreparationOptions, 'rows'> = { ...asked, task: whole.target.task };
  const labels = whole.target.task === 'regression' ? table.rows : prepareTargets(whole, table);
  const chosen = makeSplits(labels, { ...job.protocol, seed: job.seed })[job.fold];
  if (chosen === undefined) return fail('INVALID_SPEC', `the job asks for fold ${job.fold}, which is not there`);
  const rows = job.inner ? innerSplit(chosen, labels, job.seed) : chosen;
  const settings = completeSettings(job.settings, job.seed);
  const { scores, tailRatio, fitted } = await assessSplit(table, target, rows, settings, {
    backend: await backendOf(job.backend),
  });
  return {
    trainRows: rows.train.length,
    testRows: rows.test.length,
    lambda: formatSchedule(fitted.plan.lambda),
    scores: Object.fromEntries(Object.entries(scores).map(([metric, value]) => [metric, finite(value)])),
    tailRatio: { layer: finite(tailRatio.layer.ratio), input: finite(tailRatio.input.ratio) },
  };
};
export default assess;

/** Of a fold's training rows, some set aside; its test rows are not looked at. */
function innerSplit({ train }: Split, labels: Float64Array | number, seed: number): Split {
  const own = typeof labels === 'number' ? train.length : Float64Array.from(train, (row) => labels[row]!);
  const parts = split(own, { fraction: INNER_FRACTION, rng: Rng.fromSeed(seed).fork('inner') });
  return { train: parts.train.map((i) => train[i]!), test: parts.test.map((i) => train[i]!) };
}

function taskOf({ table: { task } }: AssessPayload): Pick<PreparationOptions, 'task'> {
  return task === 'auto' ? {} : { task };
}

/** Jobs on the same bytes read them once. */
const tables = new WeakMap<Uint8Array, Map<boolean, Promise<Table>>>();

function tableOf(bytes: Uint8Array, { table: { header, missing } }: AssessPayload): Promise<Table> {
  const known = tables.get(bytes) ?? new Map<boolean, Promise<Table>>();
  tables.set(bytes, known);
  const table = known.get(header) ?? readCsv(once(bytes), { header, missing });
  known.set(header, table);
  return table;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  // A copy: text decoders refuse memory that threads share.
  yield Uint8Array.from(bytes);
}

const backends = new Map<string, Promise<BackendV1>>();

function backendOf(name: string): Promise<BackendV1> {
  const backend = backends.get(name) ?? createBackend(name);
  backends.set(name, backend);
  return backend;
}
