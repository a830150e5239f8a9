import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type Assessment, assessStream, type EpochRecord, plainTwin, type RunRecord } from '@chainzrule/core';
import { type CsvStream, streamCsv } from '@chainzrule/core/csv';
import { createBackend } from '../backends.ts';
import type { Progress } from '../terminal/progress.ts';
import { buildRecord } from './build-record.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { describeData } from './describe-data.ts';
import { environmentOf } from './environment.ts';
import { testedModel } from './final-model.ts';
import { sizeOf } from './load-table.ts';
import type { Contestant, ContestantResult } from './run-networks.ts';
import type { TrainingOutcome } from './run-training.ts';
import { settingsOf, type TrainOptions } from './train-options.ts';

const DEFAULT_TEST = 0.1;

/** Trains on a CSV file that is read once a pass and never held; a share of its rows is held out for testing. */
export async function runStreaming(path: string, options: TrainOptions, progress: Progress): Promise<TrainingOutcome> {
  const started = new Date();
  const settings = settingsOf(options);
  const contestants: Contestant[] = [
    { name: settings.penalty === 'none' ? settings.activation : 'ChainzRule', settings },
  ];
  if (options.baseline !== undefined)
    contestants.push({ name: `plain ${options.baseline}`, settings: plainTwin(settings, options.baseline) });
  const { stream, sha256, name } = await openStream(path, options, progress);
  await using rows = stream;
  const backend = await createBackend(options.backend);
  await using folder = await checkpointFolder({ sha256 }, options);
  const results: ContestantResult[] = [];
  for (const [index, contestant] of contestants.entries()) {
    const onEpoch = ({ epoch, epochs, loss }: EpochRecord): void =>
      progress.update(contestant.name, epoch / epochs, `epoch ${epoch}/${epochs}, loss ${loss.toFixed(4)}`);
    const checkpoints = folder && { store: folder, every: options.every, name: `network-${index + 1}` };
    const assessment: Assessment = await assessStream(rows, contestant.settings, { backend, onEpoch, checkpoints });
    results.push({ ...contestant, assessments: [assessment] });
    progress.finish(`${contestant.name}: trained`);
  }
  const counts = { trainRows: rows.train.rows, testRows: rows.testRows };
  const table = { name, sha256, rows: counts.trainRows + counts.testRows, columns: rows.names, synthetic: false };
  const frame = {
    data: describeData(table, rows.preparation.target),
    protocol: describeProtocol(rows, options),
    seed: options.seed,
    environment: environmentOf(backend, started),
  };
  const record = buildRecord(frame, results, [counts]);
  if (options.out === undefined) return { record };
  return { record, model: testedModel(results[0]!, record) };
}

/** Opens the file; its first reading also gives its hash. */
async function openStream(
  path: string,
  { target, task, header, missing, missingIndicator, validation, seed }: TrainOptions,
  progress: Progress,
): Promise<{ readonly stream: CsvStream; readonly sha256: string; readonly name: string }> {
  const size = await sizeOf(path);
  const name = basename(path);
  const hash = createHash('sha256');
  let first = true;
  const open = (): AsyncIterable<Uint8Array> => {
    if (!first) return createReadStream(path);
    first = false;
    return hashed();
  };
  async function* hashed(): AsyncGenerator<Uint8Array> {
    let read = 0;
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      read += chunk.length;
      progress.update(`looking at ${name}`, read / size);
      yield chunk;
    }
  }
  const stream = await streamCsv(open, {
    target: target!,
    task: task === 'auto' ? undefined : task,
    header,
    missing,
    missingIndicator,
    test: validation ?? DEFAULT_TEST,
    seed,
  });
  progress.finish(`looked at ${name}: ${stream.train.rows + stream.testRows} rows`);
  return { stream, sha256: hash.digest('hex'), name };
}

function describeProtocol({ sampleRows, train }: CsvStream, { validation }: TrainOptions): RunRecord['protocol'] {
  const fraction = validation ?? DEFAULT_TEST;
  const learned = sampleRows < train.rows ? `${sampleRows} of the training rows` : 'training rows only';
  return {
    kind: 'heldOut',
    folds: 1,
    testFraction: fraction,
    stratified: false,
    statement: `${fraction} of the rows of every block held out for testing, the others streamed; imputation and standardisation from ${learned}`,
  };
}
