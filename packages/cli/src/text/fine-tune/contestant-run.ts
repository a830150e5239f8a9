import { join } from 'node:path';
import { fitPreparation, prepareTargets, type Split, type TrainableEncoderV1 } from '@chainzrule/core';
import type { Progress } from '../../terminal/progress.ts';
import type { Assessed } from '../../train/build-record.ts';
import { METRIC_TITLES } from '../../train/metric-titles.ts';
import type { Contestant } from '../../train/run-networks.ts';
import { sayWarning } from '../embed-examples.ts';
import type { LabelledTexts } from '../labelled-texts.ts';
import { type FineTunedClassifier, loadTransformers } from '../load-transformers.ts';
import type { TextTrainOptions } from '../text-options.ts';
import { assessFold, labelsOf } from './assess-fold.ts';
import { fineTuneSettingsOf, headSettingsOf } from './fine-tune-options.ts';

/** What every network of a run shares. */
export interface FineTuneContext {
  readonly labelled: LabelledTexts;
  readonly options: TextTrainOptions;
  readonly runtime: TrainableEncoderV1;
  readonly splits: readonly Split[];
  /** A folder of checkpoints, and optimiser steps between two. */
  readonly checkpoints?: { readonly folder: string; readonly everySteps: number } | undefined;
  readonly progress: Progress;
}

/** One network on the encoder: fine-tuned split by split. */
export class ContestantRun implements AsyncDisposable {
  readonly classifier: FineTunedClassifier;
  readonly #context: FineTuneContext;
  readonly #contestant: Contestant;

  constructor(classifier: FineTunedClassifier, context: FineTuneContext, contestant: Contestant) {
    this.classifier = classifier;
    this.#context = context;
    this.#contestant = contestant;
  }

  /** Trains on each split's training texts and looks at its test texts; `number` tells the networks' checkpoints apart. */
  async assess(number: number): Promise<Assessed[]> {
    const { labelled, splits, progress } = this.#context;
    const { table, name, whole, texts } = labelled;
    const assessments: Assessed[] = [];
    for (const [fold, split] of splits.entries()) {
      // Also refuses test texts of a class that this split's training texts lack, before anything is trained.
      const preparation = fitPreparation(table, { target: name, task: whole.target.task, rows: split.train });
      const targets = prepareTargets(preparation, table, split.test);
      const task =
        splits.length > 1 ? `fold ${fold + 1}/${splits.length} ${this.#contestant.name}` : this.#contestant.name;
      await this.#fit(task, `fold-${fold + 1}.network-${number}`, split.train, split.validation);
      const assessment = await assessFold(this.classifier, { texts: pick(texts, split.test), targets, preparation });
      assessments.push(assessment);
      const [metric, value] = Object.entries(assessment.scores)[0]!;
      progress.finish(`${task}: ${METRIC_TITLES[metric] ?? metric} ${value.toFixed(3)}`);
    }
    return assessments;
  }

  /** The model to keep: after folds one trained on all texts; with held-out texts the very one that was tested. */
  async keep(): Promise<void> {
    const { labelled, splits, progress } = this.#context;
    if (splits.length === 1) return;
    await this.#fit('final model on all texts', 'final', Int32Array.from(labelled.texts.keys()));
    progress.finish(`final model: trained on all ${labelled.texts.length} texts`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.classifier[Symbol.asyncDispose]();
  }

  async #fit(task: string, name: string, rows: Int32Array, watched?: Int32Array): Promise<void> {
    const { labelled, checkpoints, progress } = this.#context;
    const { texts, whole, targets } = labelled;
    const names = labelsOf(whole);
    const labels = (chosen: Int32Array) => Array.from(chosen, (row) => names[targets[row]!]!);
    await this.classifier.fit(pick(texts, rows), labels(rows), {
      validation: watched && { texts: pick(texts, watched), labels: labels(watched) },
      checkpoint: checkpoints && {
        path: join(checkpoints.folder, `${name}.safetensors`),
        everySteps: checkpoints.everySteps,
      },
      onStep: ({ step, steps, loss }) =>
        progress.update(task, step / steps, `step ${step}/${steps}, loss ${loss.toFixed(4)}`),
    });
  }
}

/** Opens the encoder for one network. */
export async function openContestant(context: FineTuneContext, contestant: Contestant): Promise<ContestantRun> {
  const { options, runtime, labelled } = context;
  const { createFineTunedClassifier } = await loadTransformers();
  const classifier = await createFineTunedClassifier({
    encoder: options.encoder,
    revision: options.revision,
    maxTokens: options.maxTokens,
    runtime,
    ...fineTuneSettingsOf(options),
    head: headSettingsOf(contestant.settings),
    ordinal: labelled.whole.target.task === 'ordinal',
    // Every call would say again that texts are cut; the run says it once.
    onWarning: (warning) => warning.code === 'TEXTS_CUT' || sayWarning(warning),
  });
  return new ContestantRun(classifier, context, contestant);
}

function pick(texts: readonly string[], rows: Int32Array): string[] {
  return Array.from(rows, (row) => texts[row]!);
}
