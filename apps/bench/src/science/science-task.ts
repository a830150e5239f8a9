import { type Batch, logLoss, type Matrix, Rng } from '@chainzrule/core';
import type { JobOutcome } from '../jobs/planned-job.ts';
import { figureOf } from '../records/record.ts';
import { type AssessedRows, normFigures, scoreFigures } from './assess-predictions.ts';
import { loadSource } from './data/load-source.ts';
import { type NoiseDocument, withNoise } from './data/representation-noise.ts';
import type { DataSource, SourceDocument } from './data/source.ts';
import { type SplitDocument, splitRows } from './data/split-rows.ts';
import { resolveSchedule, type ScheduleDocument } from './experiments/schedule-document.ts';
import { type ComputerName, scienceBackend } from './methods/computers.ts';
import { fitNetworkMethod, type NetworkProtocol } from './methods/fit-network-method.ts';
import type { MethodDocument, NetworkMethod, PeerMethod } from './methods/method.ts';
import { fitPeerMethod } from './peers/fit-peer-method.ts';

/** Everything a worker needs to run one science job. */
export interface ScienceTask {
  readonly source: SourceDocument;
  readonly split: SplitDocument;
  readonly method: MethodDocument;
  readonly protocol: NetworkProtocol & { readonly backend: ComputerName };
  readonly noise: NoiseDocument;
  readonly seed: number;
  /** λ over the run, where the schedule is what is compared; then nothing is tuned. */
  readonly schedule?: ScheduleDocument | undefined;
}

/** sd of the noise on test rows (standardised) under which robustness is scored. */
const TEST_NOISE = 0.5;

/** Prepared rows of a split. */
interface PreparedSplit {
  readonly inner: { readonly fitting: Batch; readonly validation: Batch };
  readonly outer: { readonly fitting: Batch; readonly assessed: AssessedRows };
}

/** Tunes on the inner rows, trains on the training rows, scores on the test rows. `data`: the source's packed files. */
export async function runScienceTask(task: ScienceTask, data: Uint8Array): Promise<JobOutcome> {
  const source = await loadSource(task.source, data);
  const rows = prepareSplit(source, task);
  const { method } = task;
  return method.kind === 'peer'
    ? await runPeer(method, source, rows, task)
    : await runNetwork(method, source, rows, task);
}

function prepareSplit(source: DataSource, { split, noise, seed }: ScienceTask): PreparedSplit {
  const { train, test, inner } = splitRows(source, split);
  // One stream a set of rows, so that every method and schedule meets the same noise.
  const rng = Rng.fromSeed(seed).fork('representation noise');
  const noisy = (x: Matrix, label: string): Matrix => withNoise(x, noise, rng.fork(label));
  const [innerTrain, innerValidation] = source.prepare(inner.train, [inner.train, inner.validation]) as [
    Matrix,
    Matrix,
  ];
  const [outerTrain, outerTest] = source.prepare(train, [train, test]) as [Matrix, Matrix];
  const batch = (x: Matrix, rowsOf: Int32Array, label: string): Batch => ({
    x: noisy(x, label),
    y: labelsOf(source, rowsOf),
  });
  const fitting = batch(outerTrain, train, 'train');
  const testBatch = batch(outerTest, test, 'test');
  return {
    inner: {
      fitting: batch(innerTrain, inner.train, 'inner train'),
      validation: batch(innerValidation, inner.validation, 'inner validation'),
    },
    outer: {
      fitting,
      assessed: {
        train: { x: fitting.x, labels: fitting.y as Float64Array },
        test: { x: testBatch.x, labels: testBatch.y as Float64Array },
        noisy: withNoise(testBatch.x, { type: 'gaussian', sd: TEST_NOISE }, rng.fork('robustness')),
      },
    },
  };
}

async function runNetwork(
  method: NetworkMethod,
  source: DataSource,
  { inner, outer }: PreparedSplit,
  task: ScienceTask,
): Promise<JobOutcome> {
  const backend = await scienceBackend(task.protocol.backend);
  const { protocol, seed, schedule } = task;
  const lambda = schedule && resolveSchedule(schedule, outer.fitting.x.rows);
  const fixed = { method, protocol, head: source.head, seed, lambda };
  const values = lambda !== undefined || method.tuning.parameter === 'none' ? [] : method.tuning.values;
  const losses: number[] = [];
  for (const value of values) {
    const { model, diverged } = await fitNetworkMethod({ ...fixed, value, rows: inner.fitting }, backend);
    await using disposed = model;
    losses.push(
      diverged ? Number.POSITIVE_INFINITY : lossOn(inner.validation, await disposed.predict(inner.validation.x)),
    );
  }
  const value = values.length === 0 ? undefined : values[lowest(losses)]!;
  const { model, diverged } = await fitNetworkMethod({ ...fixed, value, rows: outer.fitting }, backend);
  await using disposed = model;
  const { train, test, noisy } = outer.assessed;
  const predicted = {
    train: await disposed.predict(train.x),
    test: await disposed.predict(test.x),
    noisy: await disposed.predict(noisy),
  };
  return {
    figures: { ...scoreFigures(outer.assessed, predicted), ...(await normFigures(disposed, test.x)) },
    notes: {
      rows: train.labels.length,
      ...(value !== undefined && { [method.tuning.parameter]: value }),
      ...(diverged && { diverged: 'scored as class frequencies' }),
    },
    ...(losses.length > 0 && { series: { innerLogLoss: losses.map(figureOf) } }),
  };
}

async function runPeer(
  method: PeerMethod,
  source: DataSource,
  { inner, outer }: PreparedSplit,
  { seed }: ScienceTask,
): Promise<JobOutcome> {
  const classes = source.head.type === 'categorical' ? source.head.classes : 2;
  const losses: number[] = [];
  for (const configuration of method.configurations) {
    const sets = [inner.validation.x];
    const [predicted] = await fitPeerMethod(method, configuration, classes, inner.fitting, sets, seed);
    losses.push(lossOn(inner.validation, predicted!));
  }
  const chosen = lowest(losses);
  const { train, test, noisy } = outer.assessed;
  const sets = [train.x, test.x, noisy];
  const [onTrain, onTest, onNoisy] = (await fitPeerMethod(
    method,
    method.configurations[chosen]!,
    classes,
    outer.fitting,
    sets,
    seed,
  )) as [Matrix, Matrix, Matrix];
  return {
    figures: scoreFigures(outer.assessed, { train: onTrain, test: onTest, noisy: onNoisy }),
    notes: { rows: train.labels.length, configuration: JSON.stringify(method.configurations[chosen]) },
    series: { innerLogLoss: losses.map(figureOf) },
  };
}

function lossOn(rows: Batch, probabilities: Matrix): number {
  return logLoss(rows.y as Float64Array, probabilities);
}

function lowest(losses: readonly number[]): number {
  return losses.reduce((best, loss, index) => (loss < losses[best]! ? index : best), 0);
}

function labelsOf(source: DataSource, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => source.labels[row]!);
}
