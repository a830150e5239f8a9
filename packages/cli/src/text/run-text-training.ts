import { createHash } from 'node:crypto';
import {
  fitPreparation,
  type Preparation,
  plainTwin,
  prepareTargets,
  type RunRecord,
  type Task,
} from '@chainzrule/core';
import { createBackend } from '../backends.ts';
import type { Progress } from '../terminal/progress.ts';
import { buildRecord } from '../train/build-record.ts';
import { finalModel } from '../train/final-model.ts';
import { type Contestant, type ContestantResult, runNetworks } from '../train/run-networks.ts';
import type { TrainingOutcome } from '../train/run-training.ts';
import { settingsOf } from '../train/train-options.ts';
import { VERSION } from '../version.ts';
import { embeddingTable, embedExamples, sayWarning } from './embed-examples.ts';
import { loadTransformers, type SentenceEncoder } from './load-transformers.ts';
import { encoderOptionsOf, type TextTrainOptions } from './text-options.ts';
import { checkLabels, joined, type TextFiles, textSplits } from './text-splits.ts';
import { worstTexts } from './worst-texts.ts';

/** Embeds the files' texts and trains heads on them as the options say; with `out`, also gives the model to keep. */
export async function runTextTraining(
  files: TextFiles,
  options: TextTrainOptions,
  progress: Progress,
): Promise<TrainingOutcome> {
  const started = new Date();
  const settings = settingsOf({ ...options, task: options.task, missing: [], missingIndicator: false });
  checkLabels(files);
  const { createEncoder, withEncoder } = await loadTransformers();
  await using encoder = await createEncoder(options.encoder, encoderOptionsOf(options), sayWarning);
  const texts = joined(files, 'texts');
  const { vectors, facts } = await embedExamples(encoder, texts, options.cache, progress);
  const name = options.target ?? 'label';
  const labels = joined(files, 'labels');
  const table = embeddingTable(vectors, name, labels);
  const { preparation: whole, targets } = readLabels(name, labels, options.task);
  const target = { target: name, task: whole.target.task };
  const { splits, protocol } = textSplits(files, targets, options);
  const backend = await createBackend(options.backend);
  const results = await runNetworks(table, target, splits, contestantsOf(options, settings), { backend, progress });
  const frame = {
    data: describeFiles(files, whole.target, name, options),
    protocol,
    text: {
      encoder: { ...identityOf(encoder), device: encoder.device },
      dimensions: encoder.dimensions,
      ...facts,
      worst: worstTexts(results[0]!.assessments, splits, texts),
    },
    seed: options.seed,
    environment: {
      chainzrule: VERSION,
      node: process.version,
      backend: backend.name,
      device: backend.device,
      startedAt: started.toISOString(),
      seconds: Math.round(Date.now() - started.getTime()) / 1000,
    },
  };
  const record = buildRecord(frame, results, splits);
  if (options.out === undefined) return { record };
  const model = await finalModel(table, target, results[0] as ContestantResult, record, { backend, progress });
  return { record, model: await withEncoder(model, encoder) };
}

/**
 * All labels looked at only to say what the classes are and to spread them over folds. A column of zeros stands for the embeddings, whose
 * preparation is learned from training texts; numbers with many values are classes here.
 */
function readLabels(
  target: string,
  labels: readonly string[],
  asked: TextTrainOptions['task'],
): { readonly preparation: Preparation; readonly targets: Float64Array } {
  const rows = labels.length;
  const table = embeddingTable({ data: new Float64Array(rows), rows, cols: 1 }, target, labels);
  const fit = (task: Task | undefined): Preparation => fitPreparation(table, { target, task });
  const first = fit(asked === 'auto' ? undefined : asked);
  const preparation = first.target.task === 'regression' ? fit('categorical') : first;
  return { preparation, targets: prepareTargets(preparation, table) };
}

function contestantsOf(options: TextTrainOptions, settings: Contestant['settings']): Contestant[] {
  const linear = settings.layers.length === 0;
  const name = linear ? 'linear' : settings.penalty === 'none' ? settings.activation : 'ChainzRule';
  const contestants: Contestant[] = [{ name, settings }];
  if (options.baseline !== undefined)
    contestants.push({ name: `plain ${options.baseline}`, settings: plainTwin(settings, options.baseline) });
  return contestants;
}

function identityOf({ identity }: SentenceEncoder): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(identity).map(([key, value]) => [
      key,
      typeof value === 'number' || value === null ? value : String(value),
    ]),
  );
}

function describeFiles(
  { train, validation, test }: TextFiles,
  target: ReturnType<typeof fitPreparation>['target'],
  name: string,
  options: TextTrainOptions,
): RunRecord['data'] {
  const files = [train, validation, test].filter((examples) => examples !== undefined);
  // One file keeps the hash that everyone can compute; several are hashed together, in order.
  const sha256 =
    files.length === 1
      ? train.sha256
      : createHash('sha256')
          .update(files.map((file) => file.sha256).join('\n'))
          .digest('hex');
  return {
    name: files.map((file) => file.name).join(' + '),
    sha256,
    rows: files.reduce((sum, { texts }) => sum + texts.length, 0),
    columns: [options.text ?? 'text', name],
    target: name,
    task: target.task,
    classes: target.task === 'regression' ? [] : [...target.classes],
    synthetic: false,
  };
}
