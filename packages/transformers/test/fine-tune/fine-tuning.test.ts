import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainableEncoderV1 } from '@chainzrule/core';
import { createReferenceBackend } from '@chainzrule/core/reference';
import { exportEncoder } from '@chainzrule/onnx/bert';
import { createTfjsEncoder } from '@chainzrule/tfjs/bert';
import { pipeline } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import {
  createFineTunedClassifier,
  type FineTunedClassifier,
  type FineTunedOptions,
  type FineTuneStep,
  loadFineTunedClassifier,
} from '../../src/fine-tune/index.ts';
import { bertFolder, temporaryFolder } from './support/bert-folder.ts';
import { toyLanguage } from './support/toy-language.ts';

const TRAIN = toyLanguage(128, 1);
const TEST = toyLanguage(40, 2);

/** Each label is the other one, so that the earliest epoch, which knows least, does best. */
const UPSIDE_DOWN = {
  texts: TEST.texts,
  labels: TEST.labels.map((label) => (label === 'praise' ? 'blame' : 'praise')),
};

/** A tiny BERT learns at a larger rate than one of base size. */
const SETTINGS = {
  epochs: 12,
  batchSize: 16,
  microBatchSize: 16,
  learningRate: 2e-3,
  layerDecay: 0.98,
  encoderLambda: 1e-5,
  seed: 3,
  head: { layers: [8], lambda: 1e-3 },
} satisfies Partial<FineTunedOptions>;

/** Log loss on the test texts. */
async function classifierLoss(classifier: FineTunedClassifier): Promise<number> {
  const { data } = await classifier.predictProba(TEST.texts);
  const { classes } = classifier;
  const losses = TEST.labels.map((label, row) => -Math.log(data[row * 2 + classes.indexOf(label)]!));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** A busy machine with the CPU backend is slow. */
const TIMEOUT = 300_000;

describe.each(['cpu', 'wasm'] as const)('fine-tuning on tfjs-%s', (device) => {
  it(
    'learns a toy language, and transformers.js gives the same probabilities for what it saves',
    async () => {
      await using runtime = await createTfjsEncoder({ device });
      await using classifier = await createFineTunedClassifier({ encoder: await bertFolder(), runtime, ...SETTINGS });
      const steps: FineTuneStep[] = [];
      await classifier.fit(TRAIN.texts, TRAIN.labels, {
        validation: TEST,
        onStep: (record) => steps.push(record),
      });

      expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 96 }, (_, index) => index + 1));
      const { history } = classifier;
      expect(history.at(-1)!.task).toBeLessThan(0.3 * history[0]!.task);
      expect(history.at(-1)!.validation!.accuracy).toBeGreaterThan(0.9);
      expect(history.every(({ penalty, encoderPenalty }) => penalty > 0 && encoderPenalty > 0)).toBe(true);

      const losses = history.map(({ validation }) => validation!.logLoss);
      expect(classifier.bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
      expect(await classifierLoss(classifier)).toBeCloseTo(Math.min(...losses), 5);

      const probabilities = await classifier.predictProba(TEST.texts);
      const folder = await temporaryFolder();
      await classifier.save(folder, { onnx: exportEncoder });
      const run = await pipeline('text-classification', folder, { dtype: 'fp32' });
      const outputs = (await run(TEST.texts, { top_k: 2 })) as unknown as { label: string; score: number }[][];
      outputs.forEach((scores, row) => {
        for (const { label, score } of scores) {
          const column = classifier.classes.indexOf(label);
          expect(Math.abs(score - probabilities.data[row * 2 + column]!)).toBeLessThan(2e-5);
        }
      });
      await run.dispose();

      await using loaded = await loadFineTunedClassifier(folder, { runtime });
      expect(loaded.classes).toEqual(['blame', 'praise']);
      expect(await loaded.predictProba(TEST.texts)).toEqual(probabilities);
      expect(await loaded.predict(TEST.texts)).toEqual(await classifier.predict(TEST.texts));
    },
    TIMEOUT,
  );
});

describe('what the network is given and says', () => {
  it('are its own inputs and outputs; τ is that of its derivatives there', async () => {
    await using runtime = await createTfjsEncoder({ device: 'cpu' });
    await using classifier = await createFineTunedClassifier({
      encoder: await bertFolder(),
      runtime,
      ...SETTINGS,
      epochs: 1,
    });
    await classifier.fit(TRAIN.texts, TRAIN.labels);
    const { network, parameters, features, logits } = await classifier.headOutputs(TEST.texts);
    expect(features).toMatchObject({ rows: 40, cols: 16 });
    await using program = await createReferenceBackend().compile(network, parameters);
    const expected = await program.forward(features);
    expected.data.forEach((logit, row) => expect(Math.abs(logit - logits.data[row]!)).toBeLessThan(1e-5));
    const { input } = await program.derivativeNorms(features);
    const found = await classifier.tailRatio(TEST.texts);
    expect(found.input.mean).toBeCloseTo(input.reduce((sum, norm) => sum + norm, 0) / 40, 12);
    expect(found.layer.ratio).toBeGreaterThanOrEqual(1);
  });

  it('says how long texts are', async () => {
    const runtime = { name: 'none' } as unknown as TrainableEncoderV1;
    const classifier = await createFineTunedClassifier({ encoder: await bertFolder(), runtime, maxTokens: 6 });
    const facts = classifier.facts(['the film is great', '', ' ', 'the film is great and dull']);
    expect(facts).toEqual({ texts: 4, tokens: 6 + 2 + 2 + 8, longest: 8, cut: 1, empty: 2 });
  });
});

describe('a run that breaks off', () => {
  it(
    'goes on from its checkpoint and ends with the same bytes',
    async () => {
      const encoder = await bertFolder();
      await using runtime = await createTfjsEncoder({ device: 'wasm' });
      const settings = { ...SETTINGS, epochs: 5, microBatchSize: 6 };
      const whole = await temporaryFolder();
      await using straight = await createFineTunedClassifier({ encoder, runtime, ...settings });
      await straight.fit(TRAIN.texts, TRAIN.labels, { validation: UPSIDE_DOWN });
      expect(straight.bestEpoch).toBeLessThan(5);
      await straight.save(whole);

      const path = join(await temporaryFolder(), 'run.safetensors');
      const pieces = await temporaryFolder();
      // The last run finds a checkpoint that has nothing left to do.
      const firsts: (number | undefined)[] = [];
      for (const stopAt of [3, 22, undefined, undefined]) {
        const steps: number[] = [];
        await using classifier = await createFineTunedClassifier({ encoder, runtime, ...settings });
        const abort = new AbortController();
        const fit = classifier.fit(TRAIN.texts, TRAIN.labels, {
          checkpoint: { path, everySteps: 5 },
          validation: UPSIDE_DOWN,
          signal: abort.signal,
          onStep: ({ step }) => {
            steps.push(step);
            if (step === stopAt) abort.abort();
          },
        });
        void fit.catch(() => {}).finally(() => firsts.push(steps[0]));
        if (stopAt !== undefined) {
          await expect(fit).rejects.toMatchObject({ code: 'ABORTED', details: { step: stopAt } });
          continue;
        }
        await fit;
        await classifier.save(pieces);
        expect(classifier.history).toEqual(straight.history);
        expect(classifier.bestEpoch).toBe(straight.bestEpoch);
      }
      expect(firsts).toEqual([1, 4, 23, undefined]);
      for (const name of ['model.safetensors', 'config.json'])
        expect(Buffer.compare(await readFile(join(whole, name)), await readFile(join(pieces, name)))).toBe(0);

      await using other = await createFineTunedClassifier({ encoder, runtime, ...settings, seed: 4 });
      const run = other.fit(TRAIN.texts, TRAIN.labels, { checkpoint: { path }, validation: UPSIDE_DOWN });
      await expect(run).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await using unwatched = await createFineTunedClassifier({ encoder, runtime, ...settings });
      const without = unwatched.fit(TRAIN.texts, TRAIN.labels, { checkpoint: { path } });
      await expect(without).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
    TIMEOUT,
  );
});
