import type { FitSettings, RunRecord } from '@chainzrule/core';
import type { Progress } from '../../terminal/progress.ts';
import { type AssessedNetwork, buildRecord, foldRows } from '../../train/build-record.ts';
import { checkpointFolder } from '../../train/checkpoint-folder.ts';
import { environmentOf } from '../../train/environment.ts';
import { sayCut } from '../embed-examples.ts';
import { describeFiles, labelledTexts } from '../labelled-texts.ts';
import { loadTransformers } from '../load-transformers.ts';
import { identityOf } from '../run-text-training.ts';
import { textContestants } from '../text-contestants.ts';
import type { TextTrainOptions } from '../text-options.ts';
import { type TextFiles, textSplits } from '../text-splits.ts';
import { worstTexts } from '../worst-texts.ts';
import { openContestant } from './contestant-run.ts';
import { encoderBackendOf, fineTuneSettingsOf, headSettingsOf } from './fine-tune-options.ts';
import { loadEncoderRuntime } from './load-encoder-runtime.ts';
import { loadEncoderWriter } from './load-encoder-writer.ts';

/** What a run leaves: its record and, where it is kept, the model as files of a folder. */
export interface FineTuningOutcome {
  readonly record: RunRecord;
  readonly files?: ReadonlyMap<string, Uint8Array> | undefined;
}

/** Fine-tunes the encoder with each network on the files' texts as the options say; with `out`, also gives the model to keep. */
export async function runFineTuning(
  files: TextFiles,
  options: TextTrainOptions,
  settings: FitSettings,
  checkpointSteps: number,
  progress: Progress,
): Promise<FineTuningOutcome> {
  const started = new Date();
  const labelled = labelledTexts(files, options);
  const data = describeFiles(files, labelled, options);
  const { splits, protocol } = textSplits(files, labelled.targets, options, 'the encoder is trained along');
  const defaults = (await loadTransformers()).DEFAULT_FINE_TUNING;
  await using folder = await checkpointFolder(data, options);
  await using runtime = await loadEncoderRuntime(encoderBackendOf(options));
  const checkpoints = folder && { folder: options.checkpoint!, everySteps: checkpointSteps };
  const context = { labelled, options, runtime, splits, checkpoints, progress };
  const results: AssessedNetwork[] = [];
  let text: Omit<NonNullable<RunRecord['text']>, 'worst'> | undefined;
  let model: FineTuningOutcome['files'];
  for (const [index, contestant] of textContestants(options, settings).entries()) {
    await using run = await openContestant(context, contestant);
    const { classifier } = run;
    if (text === undefined) {
      const facts = classifier.facts(labelled.texts);
      sayCut(facts, classifier.identity['maxTokens'] as number);
      text = {
        encoder: { ...identityOf(classifier.identity), device: runtime.device },
        dimensions: classifier.dimensions,
        ...facts,
      };
    }
    const own = { ...defaults, ...defined(fineTuneSettingsOf(options)), head: headSettingsOf(contestant.settings) };
    results.push({ name: contestant.name, settings: own, assessments: await run.assess(index + 1) });
    if (index > 0 || options.out === undefined) continue;
    await run.keep();
    model = await classifier.files({ onnx: await loadEncoderWriter() });
  }
  const worst = worstTexts(results[0]!.assessments, splits, labelled.texts);
  const frame = {
    data,
    protocol,
    text: { ...text!, worst },
    seed: options.seed,
    environment: environmentOf(runtime, started),
  };
  return { record: buildRecord(frame, results, foldRows(splits)), files: model };
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
