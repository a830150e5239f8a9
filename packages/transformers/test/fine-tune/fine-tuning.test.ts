import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportEncoder } from '@chainzrule/onnx/bert';
import { createTfjsEncoder } from '@chainzrule/tfjs/bert';
import { pipeline } from '@huggingface/transformers';
import { describe, expect, it } from 'vitest';
import {
  createFineTunedClassifier,
  type FineTunedOptions,
  type FineTuneStep,
  loadFineTunedClassifier,
} from '../../src/fine-tune/index.ts';
import { bertFolder, temporaryFolder } from './support/bert-folder.ts';
import { toyLanguage } from './support/toy-language.ts';

const TRAIN = toyLanguage(128, 1);
const TEST = toyLanguage(40, 2);

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

describe('a run that breaks off', () => {
  it(
    'goes on from its checkpoint and ends with the same bytes',
    async () => {
      const encoder = await bertFolder();
      await using runtime = await createTfjsEncoder({ device: 'cpu' });
      const settings = { ...SETTINGS, epochs: 2, microBatchSize: 6 };
      const whole = await temporaryFolder();
      await using straight = await createFineTunedClassifier({ encoder, runtime, ...settings });
      await straight.fit(TRAIN.texts, TRAIN.labels);
      await straight.save(whole);

      const path = join(await temporaryFolder(), 'run.safetensors');
      const pieces = await temporaryFolder();
      for (const stopAt of [3, 14, undefined]) {
        await using classifier = await createFineTunedClassifier({ encoder, runtime, ...settings });
        const abort = new AbortController();
        const fit = classifier.fit(TRAIN.texts, TRAIN.labels, {
          checkpoint: { path, everySteps: 5 },
          signal: abort.signal,
          onStep: ({ step }) => step === stopAt && abort.abort(),
        });
        if (stopAt !== undefined) {
          await expect(fit).rejects.toMatchObject({ code: 'ABORTED', details: { step: stopAt } });
          continue;
        }
        await fit;
        await classifier.save(pieces);
        expect(classifier.history).toEqual(straight.history);
      }
      for (const name of ['model.safetensors', 'config.json'])
        expect(Buffer.compare(await readFile(join(whole, name)), await readFile(join(pieces, name)))).toBe(0);

      await using other = await createFineTunedClassifier({ encoder, runtime, ...settings, seed: 4 });
      const run = other.fit(TRAIN.texts, TRAIN.labels, { checkpoint: { path } });
      await expect(run).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
    TIMEOUT,
  );
});
