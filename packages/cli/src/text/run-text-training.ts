import type { FitSettings, RunRecord } from '@chainzrule/core';
import { createBackend } from '../backends.ts';
import type { Progress } from '../terminal/progress.ts';
import { buildRecord, foldRows } from '../train/build-record.ts';
import { checkpointFolder } from '../train/checkpoint-folder.ts';
import { environmentOf } from '../train/environment.ts';
import { finalModel } from '../train/final-model.ts';
import { runNetworks } from '../train/run-networks.ts';
import type { TrainingOutcome } from '../train/run-training.ts';
import { embeddingTable, embedExamples, sayWarning } from './embed-examples.ts';
import { describeFiles, labelledTexts } from './labelled-texts.ts';
import { type EncoderIdentity, loadTransformers } from './load-transformers.ts';
import { textContestants } from './text-contestants.ts';
import { encoderOptionsOf, type TextTrainOptions } from './text-options.ts';
import { type TextFiles, textSplits } from './text-splits.ts';
import { worstTexts } from './worst-texts.ts';

/** Embeds the files' texts and trains heads on them as the options say; with `out`, also gives the model to keep. */
export async function runTextTraining(
  files: TextFiles,
  options: TextTrainOptions,
  settings: FitSettings,
  progress: Progress,
): Promise<TrainingOutcome> {
  const started = new Date();
  const labelled = labelledTexts(files, options);
  const { texts, labels, name, whole, targets } = labelled;
  const data = describeFiles(files, labelled, options);
  const { createEncoder, withEncoder } = await loadTransformers();
  await using encoder = await createEncoder(options.encoder, encoderOptionsOf(options), sayWarning);
  const identity = identityOf(encoder.identity);
  await using folder = await checkpointFolder(data, Object.assign({}, options, { encoder: identity }));
  const { vectors, facts } = await embedExamples(encoder, texts, options.cache, progress);
  const table = embeddingTable(vectors, name, labels);
  const target = { target: name, task: whole.target.task };
  const { splits, protocol } = textSplits(files, targets, options, 'the encoder is frozen');
  const backend = await createBackend(options.backend);
  const context = { backend, progress, checkpoints: folder && { store: folder, every: options.every } };
  const results = await runNetworks(table, target, splits, textContestants(options, settings), context);
  const text = {
    encoder: { ...identity, device: encoder.device },
    dimensions: encoder.dimensions,
    ...facts,
    worst: worstTexts(results[0]!.assessments, splits, texts),
  };
  const frame = { data, protocol, text, seed: options.seed, environment: environmentOf(backend, started) };
  const record = buildRecord(frame, results, foldRows(splits));
  if (options.out === undefined) return { record };
  const model = await finalModel(table, target, results[0]!, record, context);
  return { record, model: await withEncoder(model, encoder) };
}

/** What an encoder is, as records hold it. */
export function identityOf(identity: EncoderIdentity): NonNullable<RunRecord['text']>['encoder'] {
  return Object.fromEntries(
    Object.entries(identity).map(([key, value]) => [
      key,
      typeof value === 'number' || value === null ? value : String(value),
    ]),
  );
}
